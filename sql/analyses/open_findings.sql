-- What units have to mend or explain, cell by cell, as a clerk reads it.
select
    unit_id,
    period_id,
    severity,
    sheet_name,
    address,
    message_vi,
    remedy_vi,
from marts.finding
where is_open
order by severity, unit_id, period_id, sheet_name, address
