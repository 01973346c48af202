-- description: Every rate over every span: numerator through denominator, all units together, with the bounds that the unknown leaves.
-- grain: one row per span and rate whose parts are due in it
-- column span_id: span of half-years
-- column indicator_id: rate
-- column value: percent, from what is known of both parts; null when the denominator is unknown or zero
-- column low_value: percent, if all that is unknown counts in the denominator only
-- column high_value: percent, if all that is unknown counts in both
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column due_count: unit figures due, of the least known part
-- column value_count: figures given, other than zero
-- column zero_count: figures given as zero
-- column none_occurred_count: 'không phát sinh'
-- column not_applicable_count: 'không áp dụng'
-- column blank_count: left blank, or not readable
-- column missing_count: no accepted return came
with rate as (
    select * from reference.indicator where aggregation = 'rate'
),

part as (
    select indicator_id, true as is_numerator, unnest(numerator_ids) as part_id from rate
    union all
    select indicator_id, false as is_numerator, unnest(denominator_ids) as part_id from rate
),

total as (
    select
        part.indicator_id as rate_id,
        part.is_numerator,
        span_total.blank_count + span_total.missing_count as unknown_count,
        span_total.*,
    from part
    join core.span_total as span_total on span_total.indicator_id = part.part_id
),

parts as (
    select
        span_id,
        rate_id,
        sum(value) filter (where is_numerator) as numerator,
        sum(low_value) filter (where is_numerator) as least_numerator,
        sum(high_value) filter (where is_numerator) as most_numerator,
        nullif(sum(value) filter (where not is_numerator), 0) as denominator,
        sum(low_value) filter (where not is_numerator) as least_denominator,
        sum(high_value) filter (where not is_numerator) as most_denominator,
        bool_or(is_low_open) as is_low_open,
        bool_or(is_high_open) as is_high_open,
        max(due_count) as due_count,
        arg_max(value_count, (unknown_count, indicator_id)) as value_count,
        arg_max(zero_count, (unknown_count, indicator_id)) as zero_count,
        arg_max(none_occurred_count, (unknown_count, indicator_id)) as none_occurred_count,
        arg_max(not_applicable_count, (unknown_count, indicator_id)) as not_applicable_count,
        arg_max(blank_count, (unknown_count, indicator_id)) as blank_count,
        arg_max(missing_count, (unknown_count, indicator_id)) as missing_count,
    from total
    group by span_id, rate_id
)

select
    span_id,
    rate_id as indicator_id,
    (100.0 * numerator / denominator)::decimal(24, 6) as value,
    coalesce(100.0 * least_numerator / nullif(most_denominator, 0), 0)::decimal(24, 6) as low_value,
    -- The numerator is part of the denominator, so what is unknown raises both, at most to 100.
    least(100.0, coalesce(100.0 * most_numerator / nullif(greatest(
        least_denominator, least(most_denominator, least_denominator + most_numerator - least_numerator)
    ), 0), 100))::decimal(24, 6) as high_value,
    is_low_open,
    is_high_open,
    due_count,
    value_count,
    zero_count,
    none_occurred_count,
    not_applicable_count,
    blank_count,
    missing_count,
from parts
