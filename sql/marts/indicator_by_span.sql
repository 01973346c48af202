-- description: Every indicator over every span, all units together, rates included. A year so far is counted within its term; a target's own: marts.target_result.
-- grain: one row per kind of span, first and last period and indicator due in it; of a year so far one per last period
-- column span_id: kind, first and last period of the span
-- column span_kind: period, year_to_date or since_start
-- column first_period_id: first half-year of the span
-- column last_period_id: last half-year of the span
-- column year: calendar year of the last half-year
-- column indicator_id: indicator
-- column value: total, stock, worst rank or rate (percent) of what is known, in the indicator's unit of measure
-- column low_value: least that it may be, given what is unknown; null when there is no rate, or no rating applies
-- column high_value: most that it may be, given what is unknown
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column due_count: unit figures due
-- column known_count: unit figures known: given, zero, 'không phát sinh' or 'không áp dụng'
-- column value_count: figures given, other than zero
-- column zero_count: figures given as zero
-- column none_occurred_count: 'không phát sinh'
-- column not_applicable_count: 'không áp dụng'
-- column blank_count: left blank, or not readable
-- column missing_count: no accepted return came
with aggregate as (
    select * from core.span_value
)

select
    aggregate.span_id,
    span.span_kind,
    span.first_period_id,
    span.last_period_id,
    span.year,
    aggregate.indicator_id,
    aggregate.value,
    aggregate.low_value,
    aggregate.high_value,
    aggregate.is_low_open,
    aggregate.is_high_open,
    aggregate.due_count,
    aggregate.due_count - aggregate.blank_count - aggregate.missing_count as known_count,
    aggregate.value_count,
    aggregate.zero_count,
    aggregate.none_occurred_count,
    aggregate.not_applicable_count,
    aggregate.blank_count,
    aggregate.missing_count,
from aggregate
join core.span as span using (span_id)
where span.span_kind <> 'year_to_date' or span.is_of_term
