-- description: Every indicator that has totals (marts.indicator), period by period, of the units of each kind of unit together, as they were then; rates are computed anew for each.
-- grain: one row per period, kind of unit and indicator due in it
-- column period_id: period
-- column period_vi: its name
-- column kind: kind of unit, as the units were on the last day of the period
-- column kind_vi: its name
-- column indicator_id: indicator
-- column indicator_vi: its name
-- column unit_of_measure_vi: unit of measure of the figures
-- column figure_vi: the figure of what is known, as a reader reads it, whatever its measure, with its unit of measure; a rate to two decimals; a rating by name; null where there is none: nothing known, nothing that applies, a rate of nothing
-- column value: total of a flow; null for all else
-- column whole_value: total of a flow over a period of which shorter ones are due too, of which it is the sum, or which is told beside a longer one that is due: never added to the others; of one period_type it may be added up; null for all else
-- column opening_by_period: stock at the period's start, as a map from the period, so that no sum runs over several: sum(opening_by_period['2023H1']), of one indicator as every sum; null for all else, and while unknown
-- column closing_by_period: stock at the period's end, likewise: sum(closing_by_period['2023H1']); sum(closing_by_period[period_id]) only in groups of one period_id
-- column level_value: worst of figures that are neither added up nor rates nor ratings; null for all else
-- column rate_pct: rate of all units together, percent: numerator through denominator, never a mean of rates; of several rows 100 * sum(numerator) / sum(denominator), for avg(rate_pct) is the rate of none; null for all else
-- column numerator: sum of numerators, of the units of which both parts are known; null over a period of which shorter ones are due too
-- column denominator: sum of their denominators, likewise
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
select
    span.last_period_id as period_id, period.label_vi as period_vi,
    total.group_code as kind, grouped.label_vi as kind_vi,
    total.indicator_id, indicator.label_vi as indicator_vi,
    measured.label_vi as unit_of_measure_vi,
    total.figure_vi,
    total.value,
    total.whole_value,
    if(total.opening_value is not null, map([span.last_period_id], [total.opening_value]), null) as opening_by_period,
    if(total.closing_value is not null, map([span.last_period_id], [total.closing_value]), null) as closing_by_period,
    total.level_value,
    total.rate_pct,
    total.numerator,
    total.denominator,
    total.rating_vi, total.rating_rank,
    total.low_value, total.high_value,
    total.low_rating_vi, total.high_rating_vi,
    total.is_low_open, total.is_high_open,
    total.due_count,
    total.known_count,
    total.value_count,
    total.zero_count,
    total.none_occurred_count,
    total.not_applicable_count,
    total.blank_count,
    total.missing_count,
from core.span_measure as total
join core.span as span using (span_id)
join reference.period as period on period.period_id = span.last_period_id
join reference.indicator as indicator using (indicator_id)
left join reference.word as measured on measured.list_id = 'unit_of_measure' and measured.code = indicator.unit_of_measure
left join reference.word as grouped on grouped.list_id = 'unit_kind' and grouped.code = total.group_code
where span.span_kind = 'period' and total.group_kind = 'kind'
