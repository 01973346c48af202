-- description: Findings with the key that they keep through all revisions, and whether they are about what came last.
-- grain: one row per finding
-- column finding_id: finding
-- column finding_key: rule, unit, period and indicator, '-' where the finding has none
-- column rule_id: rule that is broken
-- column former_rule_id: rule that was about the indicator alone before, or the same
-- column severity: error, warning or note
-- column return_id: return; null when the finding is about no single return
-- column unit_id: reporting unit; null where unknown or none
-- column period_id: period; null where unknown
-- column indicator_id: indicator; null when the finding is about a whole file or form
-- column received: what was received, as the finding shows it; null when blank
-- column written: what the cell says, where a correction was judged in its place, '' when blank; null otherwise
-- column received_key: the same in one spelling, in which overrides name it; null when blank
-- column is_current: whether it is about the latest revision of its return, one held after it, the last content of its path, or no file
with finding as (
    select
        found.*,
        -- Where another rule was about the indicator before, what named its findings still does.
        coalesce(own.known_as, found.rule_id) as former_rule_id,
    from quality.finding as found
    left join reference.rule_subject as own on own.rule_id = found.rule_id and own.indicator_id = found.indicator_id
),

settled as (
    select
        *,
        max(revision) filter (where status in ('accepted', 'rejected')) over (
            partition by unit_id, period_id
        ) as latest_revision,
    from core.return
),

-- A return that is held leaves the one that stands as it is, until something else comes at its path.
latest as (
    select settled.return_id
    from settled
    join staging.receipt as receipt using (receipt_id)
    where settled.revision = settled.latest_revision
        or (
            settled.status = 'held'
            and settled.revision > coalesce(settled.latest_revision, 0)
            and receipt.is_latest
        )
)

select
    finding.finding_id,
    concat_ws(
        '/',
        finding.former_rule_id,
        coalesce(finding.unit_id, '-'),
        coalesce(finding.period_id, '-'),
        coalesce(finding.indicator_id, '-')
    ) as finding_key,
    finding.rule_id,
    finding.former_rule_id,
    finding.severity,
    finding.return_id,
    finding.unit_id,
    finding.period_id,
    finding.indicator_id,
    finding.received,
    finding.received_key,
    finding.written,
    case
        when finding.return_id is not null then latest.return_id is not null
        when finding.receipt_id is not null
            then receipt.is_latest and (receipt.withdrawn_on is null or coalesce(rule.subject = 'withdrawn_content', false))
        else true
    end as is_current,
from finding
left join latest using (return_id)
left join staging.receipt as receipt using (receipt_id)
left join reference.rule as rule on rule.rule_id = finding.rule_id and rule.kind = 'reader'
