-- description: Returns, each counted whole or not at all, with the span of time in which it was the one known.
-- grain: one row per unit, period and revision
-- column return_id: unit, period and revision
-- column unit_id: reporting unit
-- column period_id: period
-- column revision: number of the revision
-- column receipt_id: receipt in the archive's journal
-- column file_sha256: content of the workbook in the archive
-- column path: file below raw/returns
-- column received_at: instant at which it came (UTC)
-- column status: accepted; rejected (a finding of severity 'error'); held (its path contradicts its header, and another stood there already); withdrawn
-- column error_count: findings that reject or hold the return
-- column warning_count: findings to ask about
-- column known_from_at: instant from which its figures were in force (UTC), never after a later revision's; null unless accepted
-- column known_to_at: instant at which the next accepted revision replaced them (UTC); null while in force, or unless accepted
-- column is_in_force: whether its figures count now: the latest accepted revision
with returned as (
    select * from staging.return
),

finding as (
    select
        found.return_id,
        found.severity,
        coalesce(rule.kind = 'reader' and rule.subject = 'key_contradicts', false) as is_hold,
    from quality.return_finding as found
    left join reference.rule as rule using (rule_id)
    where found.return_id is not null
),

counted as (
    select
        return_id,
        count(*) filter (where severity = 'error') as error_count,
        count(*) filter (where severity = 'error' and is_hold) as hold_count,
        count(*) filter (where severity = 'warning') as warning_count,
    from finding
    group by return_id
),

judged as (
    select
        returned.*,
        coalesce(counted.error_count, 0) as error_count,
        coalesce(counted.warning_count, 0) as warning_count,
        case
            when returned.withdrawn_on is not null then 'withdrawn'
            when counted.error_count > counted.hold_count then 'rejected'
            when counted.hold_count > 0 then 'held'
            else 'accepted'
        end as status,
    from returned
    left join counted using (return_id)
),

-- What was received before another was known no later than that, whatever a clock that ran ahead said.
known as (
    select
        *,
        min(received_at) over (later rows between current row and unbounded following) as known_at,
    from judged
    window later as (partition by unit_id, period_id, status = 'accepted' order by revision)
)

select
    return_id,
    unit_id,
    period_id,
    revision,
    receipt_id,
    file_sha256,
    path,
    received_at,
    status,
    error_count,
    warning_count,
    if(status = 'accepted', known_at, null) as known_from_at,
    if(status = 'accepted', lead(known_at) over later, null) as known_to_at,
    status = 'accepted' and lead(return_id) over later is null as is_in_force,
from known
window later as (partition by unit_id, period_id, status = 'accepted' order by revision)
