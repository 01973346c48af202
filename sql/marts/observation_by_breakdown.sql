-- description: Parts of indicators as described forms break them down, and no total: parts with the same axes do not overlap, and stand in maps from them, so that no sum runs over several cuts of the same things.
-- grain: one row per unit, period, indicator and breakdown
-- kept by: period_id
-- column unit_version_id: unit as it was on the last day of the period: key of marts.unit, where unit_id stands
-- column unit_name_vi: its name then
-- column period_id: period
-- column period_vi: its name
-- column indicator_id: indicator
-- column indicator_vi: its name
-- column unit_of_measure_vi: unit of measure of the figures
-- column measure: what it is: flow, opening_stock, closing_stock, level, rate or rating
-- column measure_vi: its name
-- column axes: axes of the breakdown, sorted ('activity member_kind'): parts with the same ones do not overlap; those with others are the same things cut another way
-- column axes_vi: their labels
-- column breakdown: members, sorted by axis ('activity=retired member_kind=full')
-- column breakdown_vi: their labels
-- column members: axis → member: members['sex'] = 'female'; so that an axis more changes no column
-- column members_vi: axis → label of the member
-- column is_whole: whether parts of shorter periods, or of units below, make this one up
-- column is_partial: whether the parts with these axes need not make up the whole (of which)
-- column value_by_axes: flow, as a map from the axes: sum(value_by_axes['gender']), of one indicator as every sum; null for all else, and while unknown
-- column whole_value_by_axes: flow that others make up: over a period of which shorter ones are due too, of a part of the period due that is told beside it, or of a unit of which those below owe it too; never added to theirs; null for all else
-- column opening_by_axes: stock at the period's start, as a map from the axes to one from the period: sum(opening_by_axes['gender']['2023H1']); null for all else, and while unknown
-- column closing_by_axes: stock at the period's end, likewise
-- column level_value: figure that may not be added up at all and is no rate, such as the stock of a unit of which those below owe it too; null for all else
-- column rate_pct: rate as the form states it, percent; null for all else
-- column low_value: least that the figure may be
-- column high_value: most that it may be
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column comparator: '=' for an exact figure, otherwise the bound that the text claims
-- column state: value, zero, none_occurred, not_applicable, no_data, blank or unreadable
-- column state_vi: its name
-- column return_id: return that says it, whose unit or period may be another one, as in marts.observation: key of marts.return
-- column revision_id: revision that says it: key of marts.return_revision
-- column path: file below raw/returns
-- column sheet_name: sheet of the workbook
-- column address: cell
with told as (
    select part.*, total.unit_id is not null as is_unit_total, is_unit_total or whole.period_id is not null as is_whole,
    from core.breakdown_value as part
    left join core.unit_total as total using (unit_id, period_id, indicator_id)
    left join core.period_whole as whole using (period_id, indicator_id)
)

select
    unit.unit_version_id, unit.unit_name_vi,
    found.period_id, period.label_vi as period_vi,
    found.indicator_id, indicator.label_vi as indicator_vi,
    measured.label_vi as unit_of_measure_vi,
    kind.measure, measured_as.label_vi as measure_vi,
    found.axes, split.axes_vi,
    found.breakdown, split.breakdown_vi,
    split.members, split.members_vi,
    found.is_whole, found.is_partial,
    if(measure = 'flow' and not is_whole and value is not null, map([axes], [value]), null) as value_by_axes,
    if(measure = 'flow' and is_whole and value is not null, map([axes], [value]), null) as whole_value_by_axes,
    if(measure = 'opening_stock' and not is_unit_total and value is not null, map([axes], [map([period_id], [value])]), null)
        as opening_by_axes,
    if(measure = 'closing_stock' and not is_unit_total and value is not null, map([axes], [map([period_id], [value])]), null)
        as closing_by_axes,
    if(measure = 'level' or (is_unit_total and measure in ('opening_stock', 'closing_stock')), value, null) as level_value,
    if(measure = 'rate', value, null) as rate_pct,
    found.low_value,
    found.high_value,
    found.is_low_open,
    found.is_high_open,
    found.comparator,
    found.state, state.label_vi as state_vi,
    regexp_replace(found.return_id, '-r[0-9]+$', '') as return_id,
    found.return_id as revision_id,
    found.path, found.sheet_name, found.address,
from told as found
join core.unit_of_period as unit using (unit_id, period_id)
join reference.period as period using (period_id)
join reference.indicator as indicator using (indicator_id)
join core.indicator_measure as kind using (indicator_id)
join core.breakdown as split using (breakdown, axes)
left join reference.word as measured_as on measured_as.list_id = 'measure' and measured_as.code = kind.measure
left join reference.word as state on state.list_id = 'state' and state.code = found.state
left join reference.word as measured on measured.list_id = 'unit_of_measure' and measured.code = indicator.unit_of_measure
