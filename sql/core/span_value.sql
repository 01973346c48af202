-- description: Every indicator over every span, all units together, rates included.
-- grain: one row per span and indicator due in it
-- column span_id: span of half-years
-- column indicator_id: indicator
-- column value: total, stock, worst rank or rate (percent) of what is known, in the indicator's unit of measure
-- column low_value: least that it may be, given what is unknown; null when there is nothing that it could be
-- column high_value: most that it may be, given what is unknown
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column is_perhaps_void: whether it may turn out that there is no such rate, the denominator being zero
-- column due_count: unit figures due
-- column value_count: figures given, other than zero
-- column zero_count: figures given as zero
-- column none_occurred_count: 'không phát sinh'
-- column not_applicable_count: 'không áp dụng'
-- column blank_count: left blank, or not readable
-- column missing_count: no accepted return came
with figure as (
    select * from core.span_total
    union all by name
    select * from core.span_rate
)

select
    span_id,
    indicator_id,
    value,
    low_value,
    high_value,
    is_low_open,
    is_high_open,
    is_perhaps_void,
    due_count,
    value_count,
    zero_count,
    none_occurred_count,
    not_applicable_count,
    blank_count,
    missing_count,
from figure
