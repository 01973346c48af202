-- description: Units that a return tells of though another one answers for them, or that had ended, or were not there yet, and report themselves: nothing that it says of them counts.
-- grain: one row per return and such unit
-- column fault: kind of fault, the subject of the rule about it
-- column receipt_id: receipt that brought the file
-- column path: file below raw/returns
-- column return_id: return
-- column unit_id: reporting unit
-- column period_id: period
-- column sheet_name: sheet of the first cell about it; null for one that had ended
-- column address: that cell
-- column received: the unit, by code and name
-- column expected: units that report for one that had ended
-- column detail: units that answer for it; of one that had ended the first day on which it was no more
-- column discriminator: tells faults apart that share return and cell
select
    'foreign_unit' as fault, any_value(returned.receipt_id) as receipt_id, any_value(returned.path) as path, entry.return_id,
    entry.unit_id, entry.period_id,
    arg_min(entry.sheet_name, (entry.printed_order, length(entry.address), entry.address)) as sheet_name,
    arg_min(entry.address, (entry.printed_order, length(entry.address), entry.address)) as address,
    entry.owner_id || coalesce(' ' || any_value(about.unit_name_vi), '') as received,
    null as expected,
    any_value(foreign_unit.reporter_ids) as detail,
    entry.owner_id as discriminator,
from staging.described_entry as entry
join staging.foreign_unit as foreign_unit
    on foreign_unit.unit_id = entry.unit_id and foreign_unit.period_id = entry.period_id
    and foreign_unit.owner_id = entry.owner_id
join staging.return as returned on returned.return_id = entry.return_id
left join core.unit_of_period as about on about.unit_id = entry.owner_id and about.period_id is null
group by entry.return_id, entry.unit_id, entry.period_id, entry.owner_id
union all
select
    fault, receipt_id, path, return_id, unit_id, period_id, null as sheet_name, null as address,
    received, expected, detail, null as discriminator,
from quality.untimely_return
