-- description: What the rows of lists said in some periods, cell by cell, in their order on the sheets: of units that have taken over no other since.
with placed as (
    select
        *,
        min(regexp_extract(address, '\d+$')::int) over (partition by return_id, form_id, table_id, row_key) as row_number,
    from core.list_cell
    where is_in_force and list_contains($period_ids, period_id)
)

select
    placed.unit_id, placed.period_id, placed.form_id, placed.table_id, placed.row_key, placed.section_code, placed.column_code,
    placed.is_name, placed.text, placed.day, placed.state, placed.comparator, placed.value,
from placed
join reference.period as period using (period_id)
anti join reference.unit as before on before.successor_id = placed.unit_id and before.valid_to_on >= period.starts_on
where placed.column_code <> ''
order by placed.unit_id, placed.form_id, placed.table_id, placed.sheet_name, placed.row_number, placed.row_key
