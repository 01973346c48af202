-- description: Indicators that are counted or summed from the rows of lists, return by return, with the bounds that doubtful rows and unknown figures leave.
-- grain: one row per return and indicator made of a list that is due in it, or stands in it
-- kept by: unit_id, period_id
-- column return_id: return
-- column unit_id: unit that reports, and that the figure is about
-- column period_id: period of the return
-- column indicator_id: indicator
-- column form_id: form of the list
-- column sheet_name: sheet that the list stands on; null when it is not in the return
-- column address: first and last cell of what is counted; of rows between them marts.list_row.indicator_ids tells; null when nothing is
-- column value: count or sum of the rows that surely count; null when it is not even a bound
-- column comparator: '=' when it is exact, '>=' when more may come to it
-- column state: value, zero, or blank when unknown
-- column low_value: least that it may be
-- column high_value: most that it may be
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column low: least that it may be, one step of 0.000001 inside an open end
-- column high: most that it may be, one step of 0.000001 inside an open end
-- column is_on_form: whether the list stands in the return
with stood as (
    select returned.return_id, returned.unit_id, returned.period_id, made.indicator_id, made.form_id, entry.sheet_name
    from staging.return as returned
    join raw.entry as entry using (file_sha256, unit_id, period_id)
    join (select distinct indicator_id, form_id, table_id from reference.list_condition) as made using (form_id, table_id)
    where entry.value_kind = 'list'
),

asked as (
    select return_id, unit_id, period_id, indicator_id, form_id, sheet_name, true as has_list from stood
    union all
    select returned.return_id, due.unit_id, due.period_id, due.indicator_id, due.form_id, null as sheet_name, false as has_list
    from staging.return as returned
    join reference.due_line as due using (unit_id, period_id)
    join (select distinct indicator_id from reference.list_condition) as made using (indicator_id)
    anti join stood on stood.return_id = returned.return_id and stood.indicator_id = due.indicator_id
),

-- What each row adds: 1, or its figure; one that need not count adds that or nothing.
added as (
    select
        used.return_id, used.indicator_id, used.is_sure, cell.address, cell.is_low_open, cell.is_high_open,
        if(sum_code is null, 1, if(cell.state = 'not_applicable', 0, cell.value)) as own,
        if(sum_code is null, 1, coalesce(cell.low_value, least(indicator.valid_min, 0))) as own_low,
        if(sum_code is null, 1, coalesce(cell.high_value, indicator.valid_max)) as own_high,
    from staging.list_row_use as used
    join reference.indicator as indicator using (indicator_id)
    left join staging.list_cell as cell
        on cell.return_id = used.return_id and cell.form_id = used.form_id and cell.table_id = used.table_id
        and cell.row_key = used.row_key and cell.column_code = used.told_code
    where used.is_possible
),

summed as (
    select
        return_id, indicator_id,
        arg_min(address, (length(address), address)) filter (where is_sure) as first_address,
        arg_max(address, (length(address), address)) filter (where is_sure) as last_address,
        coalesce(sum(own) filter (where is_sure), 0) as known,
        bool_or(is_sure and own is null) as has_unknown,
        sum(if(is_sure, own_low, least(own_low, 0))) as bottom,
        sum(if(is_sure, own_high, greatest(own_high, 0))) as top,
        bool_or(is_sure and is_low_open) as is_least_open,
        bool_or(is_sure and is_high_open) as is_most_open,
    from added
    group by return_id, indicator_id
)

select
    asked.return_id, asked.unit_id, asked.period_id, asked.indicator_id, asked.form_id, asked.sheet_name,
    if(first_address = last_address, first_address, first_address || ':' || last_address) as address,
    if(has_list, coalesce(bottom, 0), least(indicator.valid_min, 0))::decimal(24, 6) as low_value,
    if(has_list, coalesce(top, 0), indicator.valid_max)::decimal(24, 6) as high_value,
    -- What is known is at least a bound, unless what is unknown may take something from it.
    if(not has_list or (has_unknown and known > low_value), null, coalesce(known, 0))::decimal(24, 6) as value,
    case when value is null then null when low_value = high_value then '=' when value = low_value then '>=' else '≈' end
        as comparator,
    case when value is null then 'blank' when high_value = 0 and value = 0 then 'zero' else 'value' end as state,
    coalesce(is_least_open, false) as is_low_open,
    coalesce(is_most_open, false) as is_high_open,
    (low_value + if(is_low_open, 0.000001, 0))::decimal(24, 6) as low,
    (high_value - if(is_high_open, 0.000001, 0))::decimal(24, 6) as high,
    has_list as is_on_form,
from asked
join reference.indicator as indicator using (indicator_id)
left join summed using (return_id, indicator_id)
