-- A row of a list stands once for each unit, period and list.
select
    unit_version_id,
    period_id,
    form_id,
    table_id,
    row_key,
from marts.list_row
group by all
having count(*) > 1
