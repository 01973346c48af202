-- description: What the rows of lists say, cell by cell, in every accepted revision.
-- grain: one row per accepted revision, form, list, row key and column of the list, and one for its section where it has one
-- kept by: unit_id, period_id
-- column return_id: revision that says it
-- column unit_id: unit
-- column period_id: period
-- column form_id: form
-- column table_id: table that is the list
-- column row_key: what identifies the row
-- column column_code: column of the list; empty: the section that heads the row
-- column column_vi: its heading, the lowest where several stand above one another; all of them with its code where that is another column's too
-- column is_name: whether it tells what the item is called
-- column section_code: row of the form that heads the row; null where none does
-- column section_vi: its text
-- column is_own: whether it is a figure of the return's own period that may be added up: a flow or a plan of one
-- column said: what stands there, as written; a stored number with the office's mark before decimals; days as 2024-08-15; null when blank
-- column text: name, key or attribute; null for figures
-- column day: the same as a day; null when it is none
-- column value: figure; null when unknown or not applicable
-- column comparator: '=' for an exact figure, otherwise the bound that it claims
-- column state: value, zero, none_occurred, not_applicable, no_data, blank or unreadable
-- column sheet_name: sheet of the workbook
-- column address: cell
-- column is_in_force: whether the revision is in force
with section_word as (
    select label_vi from reference.word where list_id = 'meaning' and code = 'section'
),

-- Columns under several heads may have the same lowest one ('Kế hoạch / Vốn', 'Giải ngân / Vốn'), or that of sections.
slot as (
    select
        slot.form_id, slot.table_id, slot.side, slot.slot_code, slot.label_vi, slot.role,
        regexp_replace(slot.label_vi, '( / _)+$', '') as printed_vi,
        trim(split_part(printed_vi, ' / ', -1)) as lowest_vi,
        if(
            count(*) over (partition by slot.form_id, slot.table_id, slot.side, lowest_vi) = 1
                and lowest_vi <> section_word.label_vi,
            lowest_vi,
            printed_vi || ' (' || slot.slot_code || ')'
        ) as heading_vi,
    from reference.form_slot as slot
    cross join section_word
)

select
    cell.return_id, cell.unit_id, cell.period_id, cell.form_id, cell.table_id, cell.row_key, cell.column_code,
    if(
        cell.column_code = '',
        section_word.label_vi,
        replace(
            replace(slot.heading_vi, '{year}', coalesce(period.year::varchar, '')),
            '{year_before}', coalesce((period.year - 1)::varchar, '')
        )
    ) as column_vi,
    coalesce(slot.role = 'label', false) as is_name,
    cell.section_code,
    section.label_vi as section_vi,
    coalesce(indicator.aggregation = 'sum' and cell.value_kind in ('figure', 'plan') and cell.relative_period = '', false)
        as is_own,
    case
        when cell.column_code = '' then section.label_vi
        when cell.value = try_cast(cell.received as decimal(24, 6)) * cell.multiplier
            then replace(cell.received, '.', words.decimal_mark)
        else coalesce(cell.text, cell.received)
    end as said,
    cell.text, cell.day, cell.value, cell.comparator, cell.state, cell.sheet_name, cell.address,
    accepted.is_in_force,
from core.return as accepted
join staging.list_cell as cell using (return_id, unit_id, period_id)
join reference.period as period using (period_id)
cross join section_word
cross join core.said as words
left join slot on slot.form_id = cell.form_id and slot.table_id = cell.table_id and slot.side = 'column'
    and slot.slot_code = cell.column_code
left join slot as section on section.form_id = cell.form_id and section.table_id = cell.table_id and section.side = 'row'
    and section.slot_code = cell.section_code
left join reference.indicator as indicator on indicator.indicator_id = cell.indicator_id
where accepted.status = 'accepted' and (cell.column_code <> '' or cell.section_code is not null)
