-- description: Which lines of register override name a warning or note, and which of them speaks for it.
-- grain: one row per line of the register and finding that it names
-- column finding_id: finding
-- column rule_id: rule that gave the finding
-- column unit_id: unit of the line; null where the finding is about no single unit
-- column period_id: period of the finding
-- column indicator_id: indicator of the line; null when it is for every indicator
-- column is_shadowed: whether a line that names the indicator speaks in its place
-- column is_current: whether the finding is about what came last
-- column explained: values that were explained, as the line has them
-- column explained_keys: the same in one spelling
-- column cell_count: findings that the line covers, at most
-- column reason_vi: explanation as accepted
-- column approved_by: who accepted it
-- column approved_on: day of the acceptance
-- column valid_to_on: last day on which the acceptance holds; null: no end
select
    finding.finding_id,
    override.rule_id,
    override.unit_id,
    override.period_id,
    override.indicator_id,
    -- A line that names the indicator speaks before one for all of them.
    row_number() over (partition by finding.finding_id order by override.indicator_id nulls last) > 1 as is_shadowed,
    finding.is_current,
    override.received as explained,
    override.received_keys as explained_keys,
    override.cell_count,
    override.reason_vi,
    override.approved_by,
    override.approved_on,
    override.valid_to_on,
from reference.override as override
join core.finding as finding
    on override.rule_id in (finding.rule_id, finding.former_rule_id)
    and finding.period_id = override.period_id
    and finding.unit_id is not distinct from override.unit_id
    and (override.indicator_id is null or override.indicator_id = finding.indicator_id)
where finding.severity <> 'error'
