-- description: What returns say in described forms besides what was done in their own period: figures from January on, of other periods, plans and ratios, each kept as what it is. What was done in the period: marts.observation.
-- grain: one row per unit, period of the return, indicator, breakdown, kind and days; of ratios per cell
-- kept by: period_id
-- column unit_version_id: unit as it was on the last day of the period: key of marts.unit, where unit_id stands
-- column unit_name_vi: its name then
-- column period_id: period of the return that says it
-- column period_vi: its name
-- column indicator_id: indicator
-- column indicator_vi: its name
-- column unit_of_measure_vi: unit of measure of the figures
-- column kind: cumulative (from January on), other_period, reference (another period's, for comparison), plan, plan_share or ratio
-- column kind_vi: its name
-- column days_vi: days that it is about, by name: '2025' of a plan for the year, '2025M01-M09', '2024M01-M09' of the same period of the year before
-- column starts_on: first of these days
-- column ends_on: last of them
-- column axes: axes of the breakdown, as in marts.observation_by_breakdown; empty: a total
-- column axes_vi: their labels
-- column breakdown: members, sorted by axis; empty: a total
-- column breakdown_vi: their labels
-- column value_by_kind: flow or stock as a whole, as a map from the kind to one from the days (days_vi) to one from the period of the return, so that no sum runs over several of them: sum(value_by_kind['plan']['2025']['2025-09']), of one indicator as every sum; null for all else, and while unknown
-- column part_by_axes: flow or stock in parts, as a map from the axes to one from the kind, and so on: sum(part_by_axes['gender']['plan']['2025']['2025-09']); null for all else, and while unknown
-- column level_value: figure that may not be added up at all and is no ratio, such as that of a unit of which those below owe it too; null for all else
-- column ratio_value: ratio as stated (a share or percent); null for all else
-- column low_value: least that the figure may be; null for ratios
-- column high_value: most that it may be; null for ratios
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
with said as (
    select
        told.*,
        told.kind in ('plan_share', 'ratio') as is_ratio,
        not is_ratio and told.value is not null and total.unit_id is null
            and measure in ('flow', 'opening_stock', 'closing_stock') as is_added,
        map([told.kind], [map([told.days], [map([told.period_id], [told.value])])]) as by_kind,
    from core.kind_value as told
    join core.indicator_measure using (indicator_id)
    left join core.unit_total as total using (unit_id, period_id, indicator_id)
    where told.kind <> 'own'
)

select
    unit.unit_version_id, unit.unit_name_vi,
    said.period_id, period.label_vi as period_vi,
    said.indicator_id, indicator.label_vi as indicator_vi,
    measured.label_vi as unit_of_measure_vi,
    said.kind, kind.label_vi as kind_vi,
    said.days as days_vi,
    said.starts_on,
    said.ends_on,
    said.axes, split.axes_vi,
    said.breakdown, split.breakdown_vi,
    if(is_added and said.breakdown = '', by_kind, null) as value_by_kind,
    if(is_added and said.breakdown <> '', map([said.axes], [by_kind]), null) as part_by_axes,
    if(is_added or is_ratio, null, value) as level_value,
    if(is_ratio, value, null) as ratio_value,
    if(is_ratio, null, said.low_value) as low_value,
    if(is_ratio, null, said.high_value) as high_value,
    said.is_low_open,
    said.is_high_open,
    said.comparator,
    said.state, state.label_vi as state_vi,
    said.reporter_id || '-' || said.period_id as return_id,
    said.return_id as revision_id,
    said.path, said.sheet_name, said.address,
from said
join core.unit_of_period as unit using (unit_id, period_id)
join reference.period as period using (period_id)
join reference.indicator as indicator using (indicator_id)
left join core.breakdown as split on split.breakdown = said.breakdown and split.axes = said.axes
left join reference.word as kind on kind.list_id = 'told_kind' and kind.code = said.kind
left join reference.word as state on state.list_id = 'state' and state.code = said.state
left join reference.word as measured on measured.list_id = 'unit_of_measure' and measured.code = indicator.unit_of_measure
