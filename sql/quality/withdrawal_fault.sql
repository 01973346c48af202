-- description: Withdrawals of nothing that came, and contents that come again after they were taken back.
-- grain: one row per withdrawal or receipt
-- column fault: kind of fault, the subject of the rule about it
-- column receipt_id: receipt that brought the file
-- column path: file below raw/returns
-- column unit_id: reporting unit, where known
-- column period_id: period, where known
-- column received: what was received, as text
-- column detail: what more there is to say, in Vietnamese
-- column discriminator: tells faults apart that share return and cell
with office as (
    select coalesce(any_value(time_zone), 'UTC') as time_zone from reference.office
),

first_receipt as (
    select file_sha256, min(receipt_id) as receipt_id from raw.receipt group by file_sha256
)

-- The steward's matter: it belongs to no return.
select
    'withdrawal_unknown' as fault, null::integer as receipt_id, null as path, null as unit_id, null as period_id,
    named_sha256 as received,
    if(content_count = 0, said.no_file, replace(said.several_files, '{count}', content_count::varchar)) as detail,
    named_sha256 as discriminator,
from staging.withdrawal
cross join core.said as said
where file_sha256 is null
union all
select
    'withdrawn_content' as fault, receipt.receipt_id, receipt.path, delivery.unit_id, delivery.period_id,
    null as received,
    replace(replace(replace(
        said.withdrawn, '{day}', strftime(withdrawal.withdrawn_on, '%d/%m/%Y')), '{by}', withdrawal.withdrawn_by
    ), '{reason}', withdrawal.reason_vi) as detail,
    null as discriminator,
from raw.receipt as receipt
join first_receipt on first_receipt.file_sha256 = receipt.file_sha256 and first_receipt.receipt_id < receipt.receipt_id
join staging.withdrawal as withdrawal on withdrawal.file_sha256 = receipt.file_sha256
left join staging.delivery as delivery on delivery.receipt_id = receipt.receipt_id
cross join office
cross join core.said as said
-- Days are the office's: at 6 in the morning there it is still the day before in UTC.
where (receipt.received_at at time zone 'UTC' at time zone office.time_zone)::date >= withdrawal.withdrawn_on
