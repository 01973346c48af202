-- description: Rows of lists as they stand now: projects, assets, events, each with its key, what is told of it and its figures. How many there are, and what they come to, are indicators (list_indicator): marts.observation.
-- grain: one row per unit, period, form, list and row key
-- column unit_version_id: unit as it was on the last day of the period: key of marts.unit, where unit_id stands
-- column unit_name_vi: its name then
-- column period_id: period
-- column period_vi: its name
-- column form_id: form
-- column form_vi: its title
-- column table_id: table of the form that is the list
-- column table_vi: its heading; the form's title where it has none
-- column row_key: what identifies the row: its key, or its name and what tells it apart (name @ place)
-- column label_vi: what the item is called
-- column section_code: row of the form under which it stands; null where none heads it
-- column section_vi: its text
-- column said_vi: heading of each column → what stands in it, as written; days as 2024-08-15
-- column text_by_column: code of the column → name, key or attribute
-- column day_by_column: code of the column → attribute that is a day
-- column value_by_column: code of the column → flow or planned flow of the period, which may be added up over rows, units and periods, of one column: sum(value_by_column['6'])
-- column level_by_period: period → code of the column → any other figure (a stock, a ratio, another period's), so that no sum runs over several periods: sum(level_by_period['2024']['4'])
-- column address_by_column: code of the column → cell
-- column indicator_ids: indicators for which the row surely counts; null where there is none
-- column indicators_vi: their names
-- column perhaps_ids: indicators for which it may count, as what decides is blank, no day or only a bound
-- column perhaps_vi: their names
-- column return_id: return that says it: key of marts.return
-- column revision_id: revision that says it: key of marts.return_revision
-- column path: file below raw/returns
-- column sheet_name: sheet of the workbook
-- column address: first cell of the row
with placed as (
    select
        *,
        (length(address), address) as place,
        text is not null and column_code <> '' as is_text,
    from core.list_cell where is_in_force
),

item as (
    select
        return_id as revision_id, unit_id, period_id, form_id, table_id, row_key, section_code, section_vi,
        any_value(text) filter (where is_name) as label_vi,
        map_from_entries(list((column_vi, said) order by place)) as said_vi,
        map_from_entries(list((column_code, text) order by place) filter (where is_text)) as text_by_column,
        map_from_entries(list((column_code, day) order by place) filter (where day is not null)) as day_by_column,
        map_from_entries(list((column_code, value) order by place) filter (where is_own and value is not null))
            as value_by_column,
        map_from_entries(list((column_code, value) order by place) filter (where not is_own and value is not null)) as levels,
        map_from_entries(list((column_code, address) order by place) filter (where address is not null)) as address_by_column,
        any_value(sheet_name) as sheet_name,
        arg_min(address, place) as address,
    from placed
    group by return_id, unit_id, period_id, form_id, table_id, row_key, section_code, section_vi
)

select
    unit.unit_version_id, unit.unit_name_vi,
    item.period_id, period.label_vi as period_vi,
    item.form_id, form.title_vi as form_vi,
    item.table_id, coalesce(listed.title_vi, form.title_vi) as table_vi,
    item.row_key, item.label_vi,
    item.section_code, item.section_vi,
    item.said_vi, item.text_by_column, item.day_by_column, item.value_by_column,
    if(item.levels is null, null, map([item.period_id], [item.levels])) as level_by_period,
    item.address_by_column,
    used.indicator_ids, used.indicators_vi, used.perhaps_ids, used.perhaps_vi,
    item.unit_id || '-' || item.period_id as return_id,
    item.revision_id,
    returned.path, item.sheet_name, item.address,
from item
join core.return as returned on returned.return_id = item.revision_id
join core.unit_of_period as unit on unit.unit_id = item.unit_id and unit.period_id = item.period_id
join reference.period as period on period.period_id = item.period_id
join reference.form as form on form.form_id = item.form_id
join reference.form_table as listed on listed.form_id = item.form_id and listed.table_id = item.table_id
left join core.list_use as used
    on used.return_id = item.revision_id and used.form_id = item.form_id and used.table_id = item.table_id
    and used.row_key = item.row_key
