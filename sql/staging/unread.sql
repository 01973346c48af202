-- description: Files that became no return or could not be received, and members of a .zip that could not be read, and whose they are.
-- grain: one row per receipt, member, and unit and period that the path held before or that its name tells
-- column receipt_id: receipt in the archive's journal; null for what lies there now and could not be received
-- column path: file below raw/returns
-- column member: member of the .zip; null when it is the file itself
-- column unit_id: unit that folders and file name tell, otherwise the one whose return the path held before; null: unknown
-- column period_id: period, likewise
-- column reason_vi: why it could not be received; null for all else
with failed as (
    select
        receipt_id, path, null as member, path as named, null as reason_vi,
    from staging.receipt
    where outcome in ('refused', 'unrecognised')
    union all
    select
        null as receipt_id, path, null as member, path as named, reason_vi,
    from raw.unreceived
    union all
    select
        receipt.receipt_id,
        receipt.path,
        finding.received as member,
        receipt.path || '/' || finding.received as named,
        null as reason_vi,
    from staging.receipt as receipt
    join raw.reader_fault as finding using (file_sha256)
    where finding.fault = 'unreadable_member'
),

said as (
    select
        path as named,
        case when count(distinct unit_id) = 1 then min(unit_id) end as unit_id,
        case when count(distinct word.period_id) = 1 then any_value(known.period_id) end as period_id,
    from staging.path_word as word
    left join reference.period as known using (period_id)
    group by path
),

before as (
    select
        failed.receipt_id,
        failed.path,
        delivery.unit_id,
        delivery.period_id,
    from failed
    join staging.delivery as delivery
        on delivery.path = failed.path
        and (failed.receipt_id is null or delivery.receipt_id < failed.receipt_id)
    where failed.member is null
    qualify delivery.receipt_id = max(delivery.receipt_id) over (partition by failed.path, failed.receipt_id)
)

select
    failed.receipt_id,
    failed.path,
    failed.member,
    coalesce(before.unit_id, said.unit_id) as unit_id,
    coalesce(before.period_id, said.period_id) as period_id,
    failed.reason_vi,
from failed
left join said using (named)
left join before
    on before.path = failed.path
    and before.receipt_id is not distinct from failed.receipt_id
    and failed.member is null
    and (said.unit_id is null or said.period_id is null)
