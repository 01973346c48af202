-- description: What each line of register override does to the findings that it names.
-- grain: one row per line of the register
-- column rule_id: rule
-- column unit_id: unit; null where the finding is about no single unit
-- column period_id: period
-- column indicator_id: indicator; null: every one that the rule found fault with
-- column finding_key: the finding that it names; null when it names none, or several
-- column received: values that were explained, parted by ' | '; null when blank
-- column status: in_force, or why it closes nothing: expired, names_nothing, not_needed (only former revisions have such a finding), shadowed, value_changed, too_many
-- column reason_vi: the explanation
-- column approved_by: who accepted it
-- column approved_on: day of the acceptance
-- column valid_to_on: last day on which it holds; null: no end
with override as (
    select * from reference.override
),

named as (
    select
        named.rule_id,
        named.unit_id,
        named.period_id,
        named.indicator_id,
        min(finding.finding_key) as finding_key,
        count(distinct finding.finding_key) as key_count,
        count(*) filter (where named.is_current) as current_count,
        count(*) filter (where named.is_current and not named.is_shadowed) as own_count,
        count(*) filter (
            where named.is_current and not named.is_shadowed and answer.override_status = 'accepted'
        ) as accepted_count,
        bool_or(answer.override_status = 'expired') filter (where not named.is_shadowed) as is_expired,
        bool_or(answer.override_status = 'too_many') filter (where not named.is_shadowed) as is_too_many,
    from core.override_finding as named
    join core.finding as finding using (finding_id)
    join core.finding_answer as answer using (finding_id)
    group by all
)

select
    override.rule_id,
    override.unit_id,
    override.period_id,
    override.indicator_id,
    if(named.key_count = 1, named.finding_key, null) as finding_key,
    nullif(array_to_string(override.received, ' | '), '') as received,
    case
        when named.rule_id is null then 'names_nothing'
        when named.current_count = 0 then 'not_needed'
        when named.own_count = 0 then 'shadowed'
        when named.accepted_count > 0 then 'in_force'
        when named.is_expired then 'expired'
        when named.is_too_many then 'too_many'
        else 'value_changed'
    end as status,
    override.reason_vi,
    override.approved_by,
    override.approved_on,
    override.valid_to_on,
from override
left join named
    on named.rule_id = override.rule_id
    and named.period_id = override.period_id
    and named.unit_id is not distinct from override.unit_id
    and named.indicator_id is not distinct from override.indicator_id
