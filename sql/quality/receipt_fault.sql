-- description: Faults of files as they came: heads that contradict the path, several files for one return, what could not be received or gave nothing.
-- grain: one row per fault and file
-- column fault: kind of fault, the subject of the rule about it
-- column receipt_id: receipt that brought the file
-- column path: file below raw/returns
-- column return_id: return; null when the fault is about no single one
-- column unit_id: reporting unit, where known
-- column period_id: period, where known
-- column received: what was received, as text
-- column expected: what should stand there, as text
-- column detail: what more there is to say, in Vietnamese
-- column discriminator: tells faults apart that share return and cell
with returned as (
    select receipt_id, unit_id, period_id, return_id from staging.return
)

select
    unnest(['header_disagrees', 'key_contradicts']) as fault, receipt_id, path, return_id, unit_id, period_id,
    concat_ws(', ', unit_id, period_id) as received,
    concat_ws(', ', path_unit_id, path_period_id) as expected,
    concat_ws(
        '; ',
        case when path_unit_id <> unit_id
            then replace(replace(said.head_unit, '{head}', unit_id), '{path}', path_unit_id) end,
        case when path_period_id <> period_id
            then replace(replace(said.head_period, '{head}', period_id), '{path}', path_period_id) end
    ) as detail,
    null as discriminator,
from staging.delivery
left join returned using (receipt_id, unit_id, period_id)
cross join core.said as said
where has_contradiction and withdrawn_on is null
union all
-- No file is without an answer: one that gave nothing, and no error says why.
select
    'no_return' as fault, receipt_id, path, null as return_id, path_unit_id as unit_id, path_period_id as period_id,
    null as received, null as expected, null as detail, null as discriminator,
from staging.receipt
where outcome in ('refused', 'unrecognised') and withdrawn_on is null and file_sha256 not in (
    select file_sha256
    from raw.reader_fault
    join reference.rule as rule on rule.kind = 'reader' and rule.subject = fault and rule.severity = 'error'
)
union all
-- Receipts of one night come in order of their files' last change, where no book tells: the last of them counts.
select
    'several_files' as fault, receipt_id, path, return_id, unit_id, period_id,
    string_agg(path, ', ') over night as received, path as expected, null as detail, null as discriminator,
from staging.return
where withdrawn_on is null and not has_contradiction
window night as (
    partition by unit_id, period_id, received_at order by receipt_id
    rows between unbounded preceding and unbounded following
)
qualify count(*) over night > 1 and receipt_id = max(receipt_id) over night
union all
select
    'unreceived_file' as fault, null as receipt_id, path, null as return_id, null as unit_id, null as period_id,
    path as received, null as expected, reason_vi as detail, path as discriminator,
from raw.unreceived
union all
select
    'undecodable_name' as fault, receipt.receipt_id, receipt.path, returned.return_id, returned.unit_id, returned.period_id,
    receipt.path as received, null as expected, null as detail, null as discriminator,
from raw.receipt as receipt
left join returned using (receipt_id)
where regexp_matches(receipt.path, '\\x[0-9a-f]{2}')
