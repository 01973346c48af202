-- description: Where the return of each unit and period stands: what is in force, and whether something newer came that does not count.
-- grain: one row per unit and period for which anything came
-- column unit_id: reporting unit
-- column period_id: period
-- column return_id: return in force; null when there is none
-- column newest_status: what became of what came last: accepted, rejected, held, unreadable (a file without a return, or one that could not be received), withdrawn
-- column newest_path: file below raw/returns that came last; null when all was withdrawn
-- column is_stale: whether the return in force is an older one than what came last
-- column revision_count: revisions received
-- column error_count: findings that reject or hold what came last
-- column warning_count: findings to ask about in what came last
with attempt as (
    select
        returned.unit_id,
        returned.period_id,
        returned.receipt_id,
        receipt.ordered_at,
        returned.path,
        returned.status,
        returned.error_count,
        returned.warning_count,
    from core.return as returned
    join staging.receipt as receipt using (receipt_id)
    where returned.status in ('accepted', 'rejected') or (returned.status = 'held' and receipt.is_latest)
    union all
    select
        unread.unit_id,
        unread.period_id,
        unread.receipt_id,
        receipt.ordered_at,
        unread.path,
        'unreadable' as status,
        1 as error_count,
        0 as warning_count,
    from staging.unread as unread
    left join staging.receipt as receipt using (receipt_id)
    where unread.unit_id is not null
        and unread.period_id is not null
        and (unread.receipt_id is null or (receipt.is_latest and receipt.withdrawn_on is null))
),

newest as (
    select *
    from attempt
    qualify row_number() over (
        partition by unit_id, period_id
        order by ordered_at desc nulls first, receipt_id desc nulls first, status = 'accepted' desc, path
    ) = 1
),

received as (
    select
        unit_id,
        period_id,
        max(return_id) filter (where is_in_force) as return_id,
        count(*) as revision_count,
    from core.return
    group by unit_id, period_id
)

select
    unit_id,
    period_id,
    received.return_id,
    coalesce(newest.status, 'withdrawn') as newest_status,
    newest.path as newest_path,
    received.return_id is not null and newest.status <> 'accepted' as is_stale,
    coalesce(received.revision_count, 0) as revision_count,
    coalesce(newest.error_count, 0) as error_count,
    coalesce(newest.warning_count, 0) as warning_count,
from received
full join newest using (unit_id, period_id)
