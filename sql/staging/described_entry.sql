-- description: What returns say in the tables of described forms, cell by cell, with what each cell is about.
-- grain: one row per return, form, table, row, column, unit that the figure is about and row of a list
-- kept by: unit_id, period_id
-- column return_id: return that the figure stands in
-- column unit_id: unit that reports
-- column period_id: period of the return
-- column owner_id: unit that the figure is about
-- column form_id: form
-- column table_id: table of the form
-- column line_code: row of the table; empty where units or a list stand on the rows
-- column column_code: column of the table; empty where units stand on the columns
-- column row_key: what identifies a row of a list; null elsewhere
-- column printed_order: place of the cell in the form
-- column indicator_id: indicator; null for a ratio that has none of its own
-- column breakdown: members that it is broken down by, 'axis=member axis=member'; empty: a total
-- column axes: axes of these, within which parts do not overlap
-- column period: period relative to the return's; empty: its own
-- column days: days that the figure is about ('2025M01-M09')
-- column value_kind: figure, plan, reference (another period's) or computed (a ratio)
-- column is_total: whether it adds up others of its table
-- column is_unit_total: whether it adds up figures of other units that stand in the table
-- column is_of_which: whether it is a part that overlaps others ('trong đó')
-- column is_partial: whether the parts with these axes need not make up the whole
-- column is_part: whether it counts as a part of its indicator, so that parts with the same axes add up without counting twice
-- column is_observed: whether it is what the return says of its indicator as a whole, once for each unit
-- column is_other: whether it is what the return says of another period, or a plan or ratio, once for each unit and breakdown
-- column sheet_name: sheet of the workbook
-- column address: cell of the figure
-- column received: text as received; null when blank
-- column received_key: what it says in one spelling, for decisions to name it; null when blank
-- column value: number in the indicator's unit of measure; null when unknown or not applicable
-- column comparator: '=' for an exact figure, otherwise the bound that the text claims
-- column state: value, zero, none_occurred, not_applicable, no_data ('…'), blank or unreadable
-- column code: code of a rating; null for numbers
-- column measure_text: measure that the sheet states, where it is a multiple
-- column multiplier: how many of the indicator's units one of the sheet's is; value has it already
with entered as (
    select returned.return_id, entry.*, coalesce(entry.owner_id, entry.unit_id) as about_id
    from staging.return as returned
    join raw.entry as entry using (file_sha256, unit_id, period_id)
    where entry.table_id <> '' and entry.value_kind not in ('attribute', 'list')
),

-- In a table of units, those that have parts there add these up.
whole as (
    select distinct part.return_id, part.form_id, part.table_id, above.whole_id as about_id
    from entered as part
    join staging.unit_above as above on above.part_id = part.about_id and above.period_id = part.period_id
),

meant as (
    select
        entered.*,
        cell.* exclude (form_id, table_id, line_code, column_code, indicator_id, breakdown, value_kind, is_total, is_of_which),
        cell.is_unit_total or (cell.is_per_unit and whole.about_id is not null) as adds_units,
        -- What is said of a unit for which another one answers counts nowhere.
        not (cell.is_closed or adds_units or cell.is_subtotal or foreign_unit.unit_id is not null) as is_said,
        -- January's figure from January on is its own, and a stock at the end of September the same from whenever it is told.
        is_said and entered.value_kind = 'figure' and (
            cell.period = '' or coalesce(dated.about_period_id = entered.period_id, false)
            or (cell.period = 'from_january' and indicator.aggregation = 'last'
                and indicator.stock_point is distinct from 'opening')
        ) as is_own,
        -- A form of lines says it as a whole; here it is compared and no more.
        coalesce(entered.indicator_id in (select indicator_id from reference.form_line), false) as is_in_line,
    from entered
    join reference.form_cell as cell using (form_id, table_id, line_code, column_code)
    left join reference.form_period as dated on dated.period_id = entered.period_id and dated.relative_period = cell.period
    left join reference.indicator as indicator on indicator.indicator_id = entered.indicator_id
    left join whole using (return_id, form_id, table_id, about_id)
    left join staging.foreign_unit as foreign_unit
        on foreign_unit.unit_id = entered.unit_id and foreign_unit.period_id = entered.period_id
        and foreign_unit.owner_id = entered.about_id
)

select
    return_id, unit_id, period_id, about_id as owner_id, form_id, table_id, line_code, column_code, row_key, printed_order,
    indicator_id, breakdown, axes, period, days, value_kind, is_total, adds_units as is_unit_total, is_of_which, is_partial,
    is_own and breakdown <> '' and not is_marginal and row_number() over same = 1 as is_part,
    is_own and breakdown = '' and not is_per_item and not is_in_line and row_number() over same = 1 as is_observed,
    is_said and (period <> '' or value_kind <> 'figure') and indicator_id is not null and not is_per_item
        and (breakdown = '' or not is_marginal) and row_number() over alike = 1 as is_other,
    sheet_name, address, received, received_key, value, comparator, state, code,
    measure_text, coalesce(multiplier, 1) as multiplier,
from meant
-- What a return says twice counts once: where it is printed first, and said; but each of several ratios.
window same as (
    partition by return_id, about_id, indicator_id, breakdown, is_own, is_per_item, row_key, is_marginal and breakdown <> ''
    order by state = 'blank', printed_order, address
), alike as (
    partition by return_id, about_id, indicator_id, breakdown, is_said, is_per_item, is_marginal and breakdown <> '',
        value_kind, period,
        if(value_kind = 'computed', address, '')
    order by state = 'blank', printed_order, address
)
