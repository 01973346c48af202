-- description: Every indicator of the whole bloc, half-year by half-year.
-- grain: one row per period and indicator due in it
-- column period_id: half-year
-- column indicator_id: indicator
-- column label_vi: name of the indicator as printed
-- column unit_of_measure: unit of the values; for 'rating' they are ranks
-- column value: total, stock, worst rank or rate (percent) of what is known
-- column low_value: least that it may be, given what is unknown
-- column high_value: most that it may be, given what is unknown
-- column due_count: unit figures due
-- column known_count: unit figures known
-- column value_count: figures given, other than zero
-- column zero_count: figures given as zero
-- column none_occurred_count: 'không phát sinh'
-- column not_applicable_count: 'không áp dụng'
-- column blank_count: left blank, or not readable
-- column missing_count: no accepted return came
select
    by_span.last_period_id as period_id,
    by_span.indicator_id,
    indicator.label_vi,
    indicator.unit_of_measure,
    by_span.value,
    by_span.low_value,
    by_span.high_value,
    by_span.due_count,
    by_span.known_count,
    by_span.value_count,
    by_span.zero_count,
    by_span.none_occurred_count,
    by_span.not_applicable_count,
    by_span.blank_count,
    by_span.missing_count,
from marts.indicator_by_span as by_span
join reference.indicator as indicator using (indicator_id)
where by_span.span_kind = 'period'
