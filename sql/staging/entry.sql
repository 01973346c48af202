-- description: What every return says of each indicator, corrected where the steward did, including lines that are due but were not on the form; of described forms every figure.
-- grain: one row per return, unit that the figure is about and indicator; of described forms per cell
-- kept by: unit_id, period_id
-- column return_id: return that the figure stands in
-- column unit_id: reporting unit
-- column owner_id: unit that the figure is about
-- column period_id: period of the return
-- column indicator_id: indicator; null for a ratio that has none of its own
-- column form_id: form that asks for it
-- column table_id: table of a described form; empty elsewhere
-- column line_code: line of the form; empty where units or a list stand on the rows
-- column column_code: column of the table; empty elsewhere
-- column row_key: what identifies a row of a list; null elsewhere
-- column printed_order: place of the cell in a described form; null elsewhere
-- column breakdown: members that it is broken down by, 'axis=member axis=member'; empty: a total
-- column axes: axes of these, within which parts do not overlap
-- column relative_period: period relative to the return's; empty: its own
-- column days: days that a figure of a described form is about ('2025M01-M09')
-- column value_kind: figure, plan, reference (another period's) or computed (a ratio)
-- column is_unit_total: whether it adds up figures of other units that stand in the table
-- column is_of_which: whether it is a part that overlaps others ('trong đó')
-- column is_partial: whether the parts with these axes need not make up the whole
-- column is_part: whether it counts as a part of its indicator, so that parts with the same axes add up without counting twice
-- column is_observed: whether it is what the return says of its indicator as a whole, once for each unit
-- column is_other: whether it is what the return says of another period, or a plan or ratio, once for each unit and breakdown
-- column sheet_name: sheet of the workbook; null when the line was not on it
-- column address: cell of the figure, also when blank; null when the line was not on the form
-- column received: text as received; null when blank
-- column value: number in the indicator's unit of measure, for ratings the rank; null when unknown or not applicable
-- column comparator: '=' for an exact figure, otherwise the bound that the text claims ('>', '>=', '<', '<=', '≈', '≈<')
-- column state: value, zero, none_occurred, not_applicable, no_data ('…'), blank or unreadable
-- column code: code of a rating; null for numbers
-- column multiplier: how many of the indicator's units one of the cell's measure is ('triệu đồng'); value has it already
-- column is_corrected: whether value, comparator, state and code are the steward's correction of what was received
-- column is_due: whether the line is owed in this period
-- column is_on_form: whether the workbook has the line
with due as (
    select returned.return_id, coalesce(owed.owner_id, owed.unit_id) as about_id, owed.*
    from staging.return as returned
    -- What is made of several cells stands in none: staging.list_figure, staging.part_figure.
    join reference.due_line as owed using (unit_id, period_id)
    anti join reference.summed_indicator as made on made.indicator_id = owed.indicator_id
    where owed.told_in_id = owed.period_id
),

simple as (
    select returned.return_id, entry.unit_id as about_id, entry.* exclude (indicator_id), form_line.indicator_id
    from staging.return as returned
    join raw.entry as entry using (file_sha256, unit_id, period_id)
    join reference.form_line as form_line using (form_id, line_code)
    where coalesce(entry.table_id, '') = ''
),

entered as (
    select
        return_id, unit_id, about_id, period_id, form_id, '' as table_id, line_code, '' as column_code, null as row_key,
        null as printed_order, indicator_id, '' as breakdown, '' as axes, '' as relative_period, null as days,
        'figure' as value_kind, false as is_unit_total, false as is_of_which, false as is_partial, false as is_part,
        true as is_observed, false as is_other, sheet_name, address, received, value, comparator, state, code, multiplier,
    from simple
    union all
    select
        return_id, unit_id, owner_id, period_id, form_id, table_id, line_code, column_code, row_key, printed_order,
        indicator_id, breakdown, axes, period, days, value_kind, is_unit_total, is_of_which, is_partial, is_part,
        is_observed, is_other, sheet_name, address, received, value, comparator, state, code, multiplier,
    from staging.described_entry
)

select
    coalesce(due.return_id, entered.return_id) as return_id, coalesce(due.unit_id, entered.unit_id) as unit_id,
    coalesce(due.about_id, entered.about_id) as owner_id, coalesce(due.period_id, entered.period_id) as period_id,
    coalesce(due.indicator_id, entered.indicator_id) as indicator_id,
    coalesce(due.form_id, entered.form_id) as form_id, coalesce(entered.table_id, '') as table_id,
    coalesce(entered.line_code, due.line_code) as line_code, entered.column_code, entered.row_key, entered.printed_order,
    coalesce(entered.breakdown, '') as breakdown, coalesce(entered.axes, '') as axes,
    coalesce(entered.relative_period, '') as relative_period, entered.days,
    coalesce(entered.value_kind, 'figure') as value_kind, coalesce(entered.is_unit_total, false) as is_unit_total,
    coalesce(entered.is_of_which, false) as is_of_which, coalesce(entered.is_partial, false) as is_partial,
    coalesce(entered.is_part, false) as is_part,
    coalesce(entered.is_observed, true) as is_observed, coalesce(entered.is_other, false) as is_other,
    entered.sheet_name, entered.address, entered.received,
    if(correction.return_id is null, entered.value, correction.value) as value,
    if(correction.return_id is null, entered.comparator, correction.comparator) as comparator,
    coalesce(correction.state, entered.state, 'blank') as state,
    if(correction.return_id is null, entered.code, correction.code) as code, coalesce(entered.multiplier, 1) as multiplier,
    correction.return_id is not null as is_corrected,
    -- What a described form tells of a unit is asked for, whether or not the register says that it stands there.
    due.return_id is not null or (entered.table_id <> '' and entered.is_observed) as is_due,
    entered.return_id is not null as is_on_form,
from due
full join entered
    on (entered.is_observed or (due.is_cumulative and entered.is_other and entered.value_kind = 'figure'
        and entered.relative_period = 'from_january' and entered.breakdown = ''))
    and entered.return_id = due.return_id and entered.about_id = due.about_id
    and entered.indicator_id = due.indicator_id
    and (entered.table_id <> '' or (entered.form_id = due.form_id and entered.line_code = due.line_code))
left join staging.correction as correction
    on correction.return_id = entered.return_id and correction.indicator_id = entered.indicator_id
    and if(correction.address is null, entered.table_id = '',
        correction.sheet_name = entered.sheet_name and correction.address = entered.address)
where due.return_id is not null or entered.state <> 'blank' or entered.table_id <> '' or correction.return_id is not null
