-- description: Typed figures of every return with the bounds of what each may mean; of described forms parts, plans and ratios too.
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
-- column step: one of the last digit that it is stated to, in the indicator's unit of measure: 0.1 million of '12,5' in 'triệu đồng'
-- column is_corrected: whether value, comparator, state and code are the steward's correction of what was received
-- column is_due: whether the line is owed in this period
-- column is_on_form: whether the workbook has the line
-- column low_value: least that the figure may be: what is unknown may be anything the register allows, 'trên 500' is above 500
-- column high_value: most that the figure may be
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column low: least that it may be, one step of 0.000001 inside an open end
-- column high: most that it may be, one step of 0.000001 inside an open end
with entry as (
    select * from staging.entry
),

indicator as (
    select * from reference.indicator
)

-- Here alone a comparator or an emptiness becomes bounds. A claim beyond the register's range is taken at its word.
select
    entry.return_id, entry.unit_id, entry.owner_id, entry.period_id, entry.indicator_id, entry.form_id,
    entry.table_id, entry.line_code, entry.column_code, entry.row_key, entry.printed_order, entry.breakdown,
    entry.axes, entry.relative_period, entry.days, entry.value_kind, entry.is_unit_total, entry.is_of_which,
    entry.is_partial, entry.is_part, entry.is_observed, entry.is_other, entry.sheet_name, entry.address, entry.received,
    entry.value, entry.comparator, entry.state, entry.code,
    case
        when entry.state = 'not_applicable' then 0
        when entry.value is null and indicator.aggregation = 'worst' then indicator.valid_min
        -- What is unknown may not apply, and adds nothing then.
        when entry.value is null then least(indicator.valid_min, 0)
        when entry.comparator in ('<', '<=') then least(entry.value, indicator.valid_min)
        when entry.comparator in ('≈', '≈<') then entry.value - 0.05 * abs(entry.value)
        else entry.value
    end::decimal(24, 6) as low_value,
    case
        when entry.state = 'not_applicable' then 0
        when entry.value is null then indicator.valid_max
        when entry.comparator in ('>', '>=') then greatest(entry.value, indicator.valid_max)
        when entry.comparator = '≈' then entry.value + 0.05 * abs(entry.value)
        else entry.value
    end::decimal(24, 6) as high_value,
    coalesce(entry.comparator = '>', false) as is_low_open,
    coalesce(entry.comparator in ('<', '≈<'), false) as is_high_open,
    (low_value + if(is_low_open, 0.000001, 0))::decimal(24, 6) as low,
    (high_value - if(is_high_open, 0.000001, 0))::decimal(24, 6) as high,
    entry.multiplier,
    entry.multiplier * power(10, -length(rtrim(split_part(
        round(entry.value / entry.multiplier, 6)::decimal(38, 6)::varchar, '.', 2
    ), '0'))) as step,
    entry.is_corrected,
    entry.is_due,
    entry.is_on_form,
from entry
-- A ratio without an indicator is what it says.
left join indicator using (indicator_id)
