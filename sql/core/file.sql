-- description: Files received, each content that came at a path, and what became of it.
-- grain: one row per receipt in the archive's journal
-- column receipt_id: receipt in the archive's journal
-- column path: file below raw/returns
-- column file_sha256: content, as it lies in the archive
-- column is_latest: whether nothing else has come at the same path since
-- column received_at: instant at which it came (UTC)
-- column landed_at: instant at which a night took it in (UTC)
-- column outcome: returns, refused (unreadable, or with personal data), unrecognised, or answer (a slip's list sent back)
-- column is_withdrawn: whether register withdrawal took the content back
-- column return_count: returns in it
-- column unit_id: the one unit that it is about, as its header, path or former content tells; null when unknown or several
-- column period_id: the one period, likewise
with told as (
    select receipt_id, unit_id, period_id, true as is_return from staging.delivery
    union all
    select receipt_id, unit_id, period_id, false as is_return from staging.unread where member is null
),

counted as (
    select
        receipt_id,
        count(*) filter (where is_return) as return_count,
        case when count(distinct unit_id) = 1 then min(unit_id) end as unit_id,
        case when count(distinct period_id) = 1 then min(period_id) end as period_id,
    from told
    group by receipt_id
)

select
    receipt.receipt_id,
    receipt.path,
    receipt.file_sha256,
    receipt.is_latest,
    receipt.received_at,
    receipt.landed_at,
    receipt.outcome,
    receipt.withdrawn_on is not null as is_withdrawn,
    coalesce(counted.return_count, 0) as return_count,
    counted.unit_id,
    counted.period_id,
from staging.receipt as receipt
left join counted using (receipt_id)
