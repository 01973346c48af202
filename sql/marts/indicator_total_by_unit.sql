-- description: Every indicator that has totals (marts.indicator), period by period, of each unit that others are part of (unit.parent_id) with all that lies below it, whatever the depth; rates are computed anew for each. What a unit tells of itself and those below it tell too is their total and is not counted (own_figure_vi).
-- grain: one row per period, unit that others are part of and indicator due below it
-- column period_id: period
-- column period_vi: its name
-- column unit_version_id: the unit as it was on the last day of the period: key of marts.unit, where unit_id stands
-- column unit_name_vi: its name then
-- column level: its depth: 1 for a unit that is part of none; figures of one level add up, and hold those of the levels below
-- column parent_version_id: unit that it is part of; null at the top
-- column parent_name_vi: its name
-- column unit_count: units below it that have no parts themselves
-- column indicator_id: indicator
-- column indicator_vi: its name
-- column unit_of_measure_vi: unit of measure of the figures
-- column figure_vi: the figure of what is known, as a reader reads it, whatever its measure, with its unit of measure; a rate to two decimals; a rating by name; null where there is none: nothing known, nothing that applies, a rate of nothing
-- column value_by_level: total of a flow, as a map from the level, so that no sum runs over several levels: sum(value_by_level[2]), of one indicator as every sum; null for all else
-- column whole_value_by_level: the same over a period of which shorter ones are due too, of which it is the sum, or which is told beside a longer one that is due: never added to the others; null for all else
-- column opening_by_level: stock at the period's start, as a map from the level to one from the period: sum(opening_by_level[2]['2023H1']); null for all else, and while unknown
-- column closing_by_level: stock at the period's end, likewise
-- column level_value: worst of figures that are neither added up nor rates nor ratings; null for all else
-- column rate_pct: rate of all of them together, percent: numerator through denominator, never a mean of rates; null for all else
-- column numerator_by_level: sum of numerators, of the units of which both parts are known, as a map from the level; null over a period of which shorter ones are due too: of several rows of one level 100 * sum(numerator_by_level[2]) / sum(denominator_by_level[2])
-- column denominator_by_level: sum of their denominators, likewise
-- column rating_vi: worst rating; null for all else
-- column rating_rank: its place among ratings, the worst first, as text, so that no mean runs over it: to sort and compare by
-- column low_value: least that the figure may be, given what is unknown; null for ratings, and when there is no rate
-- column high_value: most that it may be
-- column low_rating_vi: worst that a rating may be, given what is unknown
-- column high_rating_vi: best that it may be
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column due_count: unit figures due; over a period of which shorter ones are due too it counts theirs: added up over periods of one type alone (marts.period.period_type)
-- column known_count: unit figures known
-- column value_count: figures given, other than zero
-- column zero_count: figures given as zero
-- column none_occurred_count: figures said to be none: nothing of the kind occurred
-- column not_applicable_count: figures said not to apply to the unit
-- column blank_count: left blank, said to be not known ('…') or not readable
-- column missing_count: no accepted return came
-- column own_figure_vi: what the unit tells of itself, where those below it tell the same: it is not counted; null for all else
select
    span.last_period_id as period_id, period.label_vi as period_vi,
    unit.unit_version_id, unit.unit_name_vi,
    depth.level,
    parent.unit_version_id as parent_version_id, parent.unit_name_vi as parent_name_vi,
    depth.part_count as unit_count,
    total.indicator_id, indicator.label_vi as indicator_vi,
    measured.label_vi as unit_of_measure_vi,
    total.figure_vi,
    if(total.value is not null, map([depth.level], [total.value]), null) as value_by_level,
    if(total.whole_value is not null, map([depth.level], [total.whole_value]), null) as whole_value_by_level,
    if(total.opening_value is not null, map([depth.level], [map([span.last_period_id], [total.opening_value])]), null)
        as opening_by_level,
    if(total.closing_value is not null, map([depth.level], [map([span.last_period_id], [total.closing_value])]), null)
        as closing_by_level,
    total.level_value,
    total.rate_pct,
    if(total.numerator is not null, map([depth.level], [total.numerator]), null) as numerator_by_level,
    if(total.denominator is not null, map([depth.level], [total.denominator]), null) as denominator_by_level,
    total.rating_vi, total.rating_rank,
    total.low_value, total.high_value,
    total.low_rating_vi, total.high_rating_vi,
    total.is_low_open, total.is_high_open,
    total.due_count, total.known_count, total.value_count, total.zero_count,
    total.none_occurred_count, total.not_applicable_count, total.blank_count, total.missing_count,
    own.figure_vi as own_figure_vi,
from core.span_measure as total
join core.span as span using (span_id)
join core.unit_level as depth on depth.unit_id = total.group_code and depth.period_id = span.last_period_id
join core.unit_of_period as unit on unit.unit_id = total.group_code and unit.period_id = span.last_period_id
left join core.unit_of_period as parent on parent.unit_id = depth.parent_id and parent.period_id = span.last_period_id
join reference.period as period on period.period_id = span.last_period_id
join reference.indicator as indicator on indicator.indicator_id = total.indicator_id
left join core.unit_total as told
    on told.unit_id = total.group_code and told.period_id = span.last_period_id and told.indicator_id = total.indicator_id
left join marts.observation as own
    on told.unit_id is not null and own.unit_version_id = unit.unit_version_id and own.period_id = told.period_id
    and own.indicator_id = told.indicator_id
left join reference.word as measured on measured.list_id = 'unit_of_measure' and measured.code = indicator.unit_of_measure
where span.span_kind = 'period' and total.group_kind = 'within'
