-- A revision says once what it changed of a row.
select
    revision_id,
    form_id,
    table_id,
    row_key,
from marts.list_change
group by all
having count(*) > 1
