-- What units have to mend or explain, cell by cell, as a clerk reads it.
select unit_name_vi, period_vi, severity_vi, sheet_name, address, message_vi, remedy_vi
from marts.finding
where is_open
order by severity, unit_name_vi, period_id, sheet_name, address
