-- description: Parts of indicators as described forms break them down, and no total: parts with the same axes do not overlap, so a sum is taken of one value of `axes` at a time.
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
-- column is_partial: whether the parts with these axes need not make up the whole ('trong đó')
-- column value: flow; null for all else, and when unknown
-- column opening_by_period: period → stock at its start, which no sum runs over; null for all else
-- column closing_by_period: period → stock at its end, likewise; null for all else
-- column level_value: figure that is neither added up nor a rate; null for all else
-- column rate_pct: rate as the form states it, percent; null for all else
-- column low_value: least that the figure may be
-- column high_value: most that it may be
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column comparator: '=' for an exact figure, otherwise the bound that the text claims
-- column state: value, zero, none_occurred, not_applicable, no_data, blank or unreadable
-- column state_vi: its name
-- column return_id: return that says it: key of marts.return
-- column revision_id: revision that says it: key of marts.return_revision
-- column path: file below raw/returns
-- column sheet_name: sheet of the workbook
-- column address: cell
select
    unit.unit_version_id, unit.unit_name_vi,
    found.period_id, period.label_vi as period_vi,
    found.indicator_id, indicator.label_vi as indicator_vi,
    measured.label_vi as unit_of_measure_vi,
    kind.measure, measured_as.label_vi as measure_vi,
    found.axes, split.axes_vi,
    found.breakdown, split.breakdown_vi,
    split.members, split.members_vi,
    found.is_partial,
    if(measure = 'flow', value, null) as value,
    if(measure = 'opening_stock' and value is not null, map([period_id], [value]), null) as opening_by_period,
    if(measure = 'closing_stock' and value is not null, map([period_id], [value]), null) as closing_by_period,
    if(measure = 'level', value, null) as level_value,
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
from core.breakdown_value as found
join core.unit_of_period as unit using (unit_id, period_id)
join reference.period as period using (period_id)
join reference.indicator as indicator using (indicator_id)
join core.indicator_measure as kind using (indicator_id)
join core.breakdown as split using (breakdown, axes)
left join reference.word as measured_as on measured_as.list_id = 'measure' and measured_as.code = kind.measure
left join reference.word as state on state.list_id = 'state' and state.code = found.state
left join reference.word as measured on measured.list_id = 'unit_of_measure' and measured.code = indicator.unit_of_measure
