-- description: Every figure that is due: what each unit reported, what is computed from it, and what is missing. Each kind of measure has a column of its own (marts.indicator.figure_column).
-- grain: one row per unit, period and indicator due
-- kept by: period_id
-- column unit_version_id: unit as it was on the last day of the period: key of marts.unit, where unit_id stands
-- column unit_name_vi: its name then
-- column period_id: period
-- column period_vi: its name
-- column indicator_id: indicator
-- column indicator_vi: its name
-- column unit_of_measure_vi: unit of measure of the figure
-- column measure: flow, opening_stock, closing_stock, rate, rating or level: which of the next columns holds the figure
-- column value: figure of a flow: may be added up over units and periods; where comparator is not '=' the bound that the cell claims ('trên 3': 3), low_value and high_value tell what it may be; null for all else, and while unknown
-- column whole_value: number of a flow over a period of which shorter ones are due too: never added to theirs; null for all else
-- column opening_value: stock at the period's start: may be added up over units alone; null for all else
-- column closing_value: stock at the period's end: may be added up over units alone; null for all else
-- column level_value: figure that may not be added up at all and is neither rate nor rating; null for all else
-- column rate_pct: rate, percent; of several units 100 * sum(numerator) / sum(denominator); of parts that are bounds (comparator '≈') what the claims come to, the bounds tell what it may be; null for all else
-- column numerator: of a computed rate, while both parts are known; null for all else, also for a rate that the unit reports itself
-- column denominator: likewise
-- column rating_code: rating; null for all else
-- column rating_vi: its label
-- column rating_rank: order among ratings, higher is better: to sort and compare by, no number
-- column low_value: least that the figure may be, given what its cell says or that it is missing; null for ratings
-- column high_value: most that it may be; null for ratings
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column comparator: '=' for an exact figure, otherwise the bound that the cell claims; null when unknown or without a number
-- column state: value, zero, none_occurred, not_applicable, blank, unreadable or missing; of a rate that of its worst-known part
-- column state_vi: its name
-- column is_computed: whether it is computed: a rate from its parts, or a count of a rating. All else is a line of a form: these are counted by marts.return
-- column is_reported: whether a unit wrote it (also that it is blank): neither computed nor missing
-- column is_corrected: whether it is the steward's correction of what stands in the cell
-- column return_id: unit and period: key of marts.return
-- column revision_id: revision in force that holds it: key of marts.return_revision; null when missing
-- column path: file below raw/returns; null when missing, and for a rate, whose parts have cells
-- column sheet_name: sheet of the workbook
-- column address: cell; of what is derived from a rating the rating's
select
    unit.unit_version_id, unit.unit_name_vi,
    found.period_id, period.label_vi as period_vi,
    found.indicator_id, indicator.label_vi as indicator_vi,
    measured.label_vi as unit_of_measure_vi,
    kind.measure,
    if(measure = 'flow' and whole.period_id is null, value, null) as value,
    if(measure = 'flow' and whole.period_id is not null, value, null) as whole_value,
    if(measure = 'opening_stock', value, null) as opening_value,
    if(measure = 'closing_stock', value, null) as closing_value,
    if(measure = 'level', value, null) as level_value,
    if(measure = 'rate', value, null) as rate_pct,
    found.numerator,
    found.denominator,
    rating.rating_code,
    rating.rating_vi,
    rating.rating_rank,
    if(measure = 'rating', null, found.low_value) as low_value,
    if(measure = 'rating', null, found.high_value) as high_value,
    found.is_low_open,
    found.is_high_open,
    found.comparator,
    found.state, state.label_vi as state_vi,
    indicator.aggregation = 'rate' or indicator.derived_from_id is not null as is_computed,
    not is_computed and found.state <> 'missing' as is_reported,
    found.is_corrected,
    found.unit_id || '-' || found.period_id as return_id,
    found.return_id as revision_id,
    found.path, found.sheet_name, found.address,
from core.unit_value as found
join core.unit_of_period as unit using (unit_id, period_id)
join reference.period as period using (period_id)
join reference.indicator as indicator using (indicator_id)
join core.indicator_measure as kind using (indicator_id)
left join core.period_whole as whole on whole.period_id = found.period_id and whole.indicator_id = found.indicator_id
left join core.rating as rating on kind.measure = 'rating' and rating.rating_rank = found.value
left join reference.word as state on state.list_id = 'state' and state.code = found.state
left join reference.word as measured on measured.list_id = 'unit_of_measure' and measured.code = indicator.unit_of_measure
