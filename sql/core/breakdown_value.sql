-- description: Parts of indicators that are known now, of the finest crossing of each table; no total is among them.
-- grain: one row per unit, period, indicator and breakdown
-- kept by: period_id
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator
-- column breakdown: members that it is broken down by
-- column axes: axes of these: parts with the same ones do not overlap
-- column is_partial: whether the parts with these axes need not make up the whole ('trong đó')
-- column reporter_id: unit whose return says it
-- column return_id: return in force that holds it
-- column state: value, zero, none_occurred, not_applicable, no_data, blank or unreadable
-- column comparator: '=' for an exact figure, otherwise the bound that the text claims; null when unknown
-- column value: number in the indicator's unit of measure; null when unknown
-- column low_value: least that it may be
-- column high_value: most that it may be
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column path: file below raw/returns
-- column sheet_name: sheet of the workbook
-- column address: cell of the figure
with figure as (
    select
        unit_id, period_id, indicator_id, breakdown, axes, is_partial, reporter_id, return_id, state, comparator, value,
        low_value, high_value, is_low_open, is_high_open, path, sheet_name, address, false as is_derived,
    from core.kind_value
    where is_part
    union all
    select
        unit_id, period_id, indicator_id, breakdown, axes, is_partial, reporter_id, return_id, state, comparator, value,
        low_value, high_value, is_low_open, is_high_open, path, sheet_name, address, true as is_derived,
    from core.period_figure
    where breakdown <> ''
)

select
    unit_id, period_id, indicator_id, breakdown, axes, is_partial, reporter_id, return_id, state, comparator, value,
    low_value, high_value, is_low_open, is_high_open, path, sheet_name, address,
from figure
-- Of several units that tell it, the unit itself counts first; before all, who tells the figure itself.
qualify row_number() over (
    partition by unit_id, period_id, indicator_id, breakdown
    order by is_derived, reporter_id <> unit_id, reporter_id
) = 1
