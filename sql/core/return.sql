-- description: Returns, accepted or rejected whole, each with the span of time in which it was the one known.
-- grain: one row per unit, period and revision
-- column return_id: unit, period and revision
-- column unit_id: reporting unit
-- column period_id: half-year
-- column revision: number of the revision
-- column receipt_id: receipt in the archive's journal
-- column file_sha256: content of the workbook in the archive
-- column path: file below raw/returns
-- column received_at: instant of receipt (UTC)
-- column status: accepted, or rejected because of at least one finding of severity 'error'
-- column error_count: findings that reject the return
-- column warning_count: findings to ask about
-- column known_from_at: instant from which its figures were in force (UTC); null when rejected
-- column known_to_at: instant at which the next accepted revision replaced them (UTC); null while in force or rejected
-- column is_in_force: whether its figures count now: the latest accepted revision
with returned as (
    select * from staging.return
),

finding as (
    select * from quality.return_finding
),

counted as (
    select
        return_id,
        count(*) filter (where severity = 'error') as error_count,
        count(*) filter (where severity = 'warning') as warning_count,
    from finding
    where return_id is not null
    group by return_id
),

judged as (
    select
        returned.*,
        coalesce(counted.error_count, 0) as error_count,
        coalesce(counted.warning_count, 0) as warning_count,
        coalesce(counted.error_count, 0) = 0 as is_accepted,
    from returned
    left join counted using (return_id)
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
    if(is_accepted, 'accepted', 'rejected') as status,
    error_count,
    warning_count,
    if(is_accepted, received_at, null) as known_from_at,
    if(is_accepted, lead(received_at) over later, null) as known_to_at,
    is_accepted and lead(return_id) over later is null as is_in_force,
from judged
window later as (partition by unit_id, period_id, is_accepted order by revision)
