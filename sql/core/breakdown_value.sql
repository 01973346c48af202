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
select
    figure.owner_id as unit_id,
    figure.period_id,
    figure.indicator_id,
    figure.breakdown,
    figure.axes,
    figure.is_partial,
    figure.unit_id as reporter_id,
    figure.return_id,
    figure.state,
    figure.comparator,
    figure.value,
    figure.low_value,
    figure.high_value,
    figure.is_low_open,
    figure.is_high_open,
    returned.path,
    figure.sheet_name,
    figure.address,
from staging.figure as figure
join core.return as returned using (return_id)
where returned.is_in_force and figure.is_part
-- Of several units that tell it, the unit itself counts first.
qualify row_number() over (
    partition by figure.owner_id, figure.period_id, figure.indicator_id, figure.breakdown
    order by figure.unit_id <> figure.owner_id, figure.unit_id
) = 1
