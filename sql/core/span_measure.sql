-- description: Every indicator over every span and group of units, each kind of measure in a column of its own, so that nothing is added up that must not be.
-- grain: one row per span, group of units and indicator due in it
-- column span_id: span of periods
-- column group_kind: bloc: all units together; kind, sector or within: of one period also those of one kind or sector, or of a unit with all below it
-- column group_code: which kind, sector or unit above; 'bloc' for all
-- column indicator_id: indicator
-- column figure_vi: the figure of what is known, as a reader reads it, whatever its measure, with its unit of measure: '1.250 người', '96,91 %' (a rate to two decimals), a rating; null where there is none: nothing known, nothing that applies, a rate of nothing
-- column value: total of a flow; null for all else
-- column whole_value: total of a flow over a period of which shorter ones are due too, of which it is the sum: never added to theirs; null for all else
-- column opening_value: stock at the opening of the span; null for all else
-- column closing_value: stock at the closing of the span; null for all else
-- column level_value: worst level of known ones; null for all else
-- column rate_pct: rate of what is known, percent, numerators through denominators; null for all else
-- column numerator: sum of numerators of a rate, of the units of which both parts are known; null over a period of which shorter ones are due too
-- column denominator: sum of their denominators, likewise
-- column rating_code: worst rating of what is known; null for all else
-- column rating_vi: its label
-- column rating_rank: its place among ratings, the worst first, as text
-- column low_value: least that it may be, given what is unknown; null for a rating, and when there is nothing that it could be
-- column high_value: most that it may be
-- column low_rating_vi: worst that a rating may be
-- column high_rating_vi: best that it may be
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column due_count: unit figures due
-- column known_count: unit figures known: given, zero, 'không phát sinh' or 'không áp dụng'
-- column value_count: figures given, other than zero
-- column zero_count: figures given as zero
-- column none_occurred_count: 'không phát sinh'
-- column not_applicable_count: 'không áp dụng'
-- column blank_count: left blank, said to be not known ('…') or not readable
-- column missing_count: no accepted return came
select
    total.span_id,
    total.group_kind,
    total.group_code,
    total.indicator_id,
    coalesce(rating.rating_vi, number.number_vi || coalesce(' ' || measured.label_vi, '')) as figure_vi,
    if(measure = 'flow' and whole.period_id is null, total.value, null) as value,
    if(measure = 'flow' and whole.period_id is not null, total.value, null) as whole_value,
    if(measure = 'opening_stock', total.value, null) as opening_value,
    if(measure = 'closing_stock', total.value, null) as closing_value,
    if(measure = 'level', total.value, null) as level_value,
    if(measure = 'rate', total.value, null) as rate_pct,
    if(whole.period_id is null, total.numerator, null) as numerator,
    if(whole.period_id is null, total.denominator, null) as denominator,
    rating.rating_code,
    rating.rating_vi,
    rating.rank_text as rating_rank,
    if(measure = 'rating', null, total.low_value) as low_value,
    if(measure = 'rating', null, total.high_value) as high_value,
    low.rating_vi as low_rating_vi,
    high.rating_vi as high_rating_vi,
    total.is_low_open,
    total.is_high_open,
    total.due_count,
    total.known_count,
    total.value_count,
    total.zero_count,
    total.none_occurred_count,
    total.not_applicable_count,
    total.blank_count,
    total.missing_count,
from core.span_value as total
join core.indicator_measure as kind using (indicator_id)
join reference.indicator as indicator using (indicator_id)
join core.span as span using (span_id)
left join core.period_whole as whole
    on span.span_kind = 'period' and whole.period_id = span.last_period_id and whole.indicator_id = total.indicator_id
left join core.rating as rating on kind.measure = 'rating' and rating.rating_rank = total.value
left join core.rating as low on kind.measure = 'rating' and low.rating_rank = total.low_value
left join core.rating as high on kind.measure = 'rating' and high.rating_rank = total.high_value
left join core.number_vi as number
    on kind.measure <> 'rating' and number.value = total.shown_value
left join reference.word as measured on measured.list_id = 'unit_of_measure' and measured.code = indicator.unit_of_measure
