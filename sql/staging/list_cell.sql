-- description: What the rows of lists say, cell by cell: name, key, attributes and figures of each item, and the section that it stands in.
-- grain: one row per return, form, list, row key and column of the list, and one per row key without a column: its section
-- kept by: unit_id, period_id
-- column return_id: return
-- column unit_id: unit that reports
-- column period_id: period of the return
-- column form_id: form
-- column table_id: table that is the list
-- column row_key: what identifies the row
-- column column_code: column of the list; empty: the section
-- column section_code: row of the form that heads the row; null where none does
-- column value_kind: attribute, section, figure, plan, reference (another period's) or computed (a ratio)
-- column indicator_id: indicator of a figure
-- column relative_period: period of a figure relative to the return's; empty: its own
-- column sheet_name: sheet of the workbook
-- column address: cell
-- column received: what stands there, as written; null when blank
-- column text: name, key or attribute in one spelling (days as 2024-08-15), section; null for figures and when blank
-- column text_key: the same in the spelling in which texts are compared; '' when blank
-- column day: the same as a day; null when it is none
-- column value: number in the indicator's unit of measure; null when unknown or not applicable
-- column comparator: '=' for an exact figure, otherwise the bound that the text claims
-- column state: value, zero, none_occurred, not_applicable, no_data, blank or unreadable
-- column multiplier: how many of the indicator's units one of the cell's measure is ('triệu đồng'); null for texts
-- column low_value: least that a figure may be
-- column high_value: most that it may be
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column low: least that it may be, one step of 0.000001 inside an open end
-- column high: most that it may be, one step of 0.000001 inside an open end
with said as (
    select
        returned.return_id, entry.unit_id, entry.period_id, entry.form_id, entry.table_id, entry.row_key,
        entry.column_code, entry.section_code, 'attribute' as value_kind, entry.sheet_name, entry.address, entry.received,
        entry.code as text, entry.state,
    from staging.return as returned
    join raw.entry as entry using (file_sha256, unit_id, period_id)
    where entry.value_kind = 'attribute'
),

headed as (
    select
        return_id, unit_id, period_id, form_id, table_id, row_key, '' as column_code,
        any_value(section_code) as section_code, 'section' as value_kind, any_value(sheet_name) as sheet_name,
        null as address, null as received, any_value(section_code) as text,
        if(any_value(section_code) is null, 'blank', 'value') as state,
    from said
    group by return_id, unit_id, period_id, form_id, table_id, row_key
),

told as (
    select
        *,
        if(value_kind = 'section', coalesce(text, ''), lower(nfc_normalize(coalesce(text, '')))) as text_key,
        try_cast(if(regexp_full_match(text, '\d{4}-\d{2}-\d{2}'), text, null) as date) as day,
    from (select * from said union all select * from headed) as both_kinds
)

select
    return_id, unit_id, period_id, form_id, table_id, row_key, column_code, section_code, value_kind,
    null::varchar as indicator_id, '' as relative_period, sheet_name, address, received, text, text_key, day,
    null::decimal(24, 6) as value, null::varchar as comparator, state, null::decimal(24, 6) as multiplier,
    null::decimal(24, 6) as low_value, null::decimal(24, 6) as high_value,
    false as is_low_open, false as is_high_open,
    null::decimal(24, 6) as low, null::decimal(24, 6) as high,
from told
union all
select
    figure.return_id, figure.unit_id, figure.period_id, figure.form_id, figure.table_id, figure.row_key, figure.column_code,
    headed.section_code, figure.value_kind, figure.indicator_id, figure.relative_period, figure.sheet_name, figure.address,
    figure.received, null as text, null as text_key, null as day, figure.value, figure.comparator, figure.state,
    figure.multiplier, figure.low_value, figure.high_value, figure.is_low_open, figure.is_high_open, figure.low, figure.high,
from staging.figure as figure
join headed using (return_id, form_id, table_id, row_key)
