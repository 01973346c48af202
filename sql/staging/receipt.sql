-- description: Receipts, whether each is what its path held last, and whose return its path says that it is.
-- grain: one row per receipt
-- column receipt_id: position in the archive's journal
-- column path: file below raw/returns
-- column file_sha256: content, as it lies in the archive
-- column received_at: instant at which it came (UTC): as the book of incoming files tells, else as it was landed
-- column landed_at: instant at which a night took it in (UTC)
-- column ordered_at: instant by which receipts are put in order, and then by their numbers: no clock set back changes it
-- column is_latest: whether nothing else has come at the same path since
-- column outcome: what became of the content: returns, refused, unrecognised, or answer (a slip's list sent back)
-- column withdrawn_on: day on which the register withdrawal took the content back; null when it did not
-- column path_unit_id: the one unit that folders and file name name; null when they name none or several
-- column path_period_id: the one period that folders and file name name; null when they name none or several
with said as (
    select
        path,
        case when count(distinct unit_id) = 1 then min(unit_id) end as path_unit_id,
        case when count(distinct word.period_id) = 1 then any_value(known.period_id) end as path_period_id,
    from staging.path_word as word
    left join reference.period as known using (period_id)
    group by path
),

withdrawn as (
    select
        file_sha256,
        min(withdrawn_on) as withdrawn_on,
    from staging.withdrawal
    where file_sha256 is not null
    group by file_sha256
),

booked as (
    select receipt_id, came_at from staging.incoming where status = 'used'
)

select
    receipt.receipt_id,
    receipt.path,
    receipt.file_sha256,
    coalesce(booked.came_at, receipt.received_at) as received_at,
    receipt.received_at as landed_at,
    coalesce(booked.came_at, max(receipt.received_at) over (order by receipt.receipt_id)) as ordered_at,
    receipt.receipt_id = max(receipt.receipt_id) over (partition by receipt.path) as is_latest,
    file.outcome,
    withdrawn.withdrawn_on,
    said.path_unit_id,
    said.path_period_id,
from raw.receipt as receipt
left join raw.file as file using (file_sha256)
left join said using (path)
left join booked using (receipt_id)
left join withdrawn using (file_sha256)
