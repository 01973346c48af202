-- description: Every counted indicator over every span, all units together: what is known, and the bounds that the unknown leaves.
-- grain: one row per span and indicator that is due in it (rates are computed in the marts)
-- column span_id: span of half-years
-- column indicator_id: indicator
-- column value: total (sum), total at the end of the span (last) or worst rank (worst) of what is known; null when nothing is
-- column low_value: least that it may be, given what is unknown
-- column high_value: most that it may be, given what is unknown
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column due_count: unit figures due
-- column value_count: figures given, other than zero
-- column zero_count: figures given as zero
-- column none_occurred_count: 'không phát sinh'
-- column not_applicable_count: 'không áp dụng'
-- column blank_count: left blank, or not readable
-- column missing_count: no accepted return came
with indicator_value as (
    select
        span.span_id,
        indicator.aggregation,
        coalesce(indicator.is_higher_better, true) as is_higher_better,
        indicator_value.*,
    from core.indicator_value as indicator_value
    join core.span as span on indicator_value.period_id between span.first_period_id and span.last_period_id
    join reference.indicator as indicator using (indicator_id)
    -- A stock counts at the end of the span, a flow throughout; what has no aggregation is not added up.
    where indicator.aggregation in ('sum', 'worst')
        or (indicator.aggregation = 'last' and indicator_value.period_id = span.last_period_id)
)

select
    span_id,
    indicator_id,
    case
        when aggregation <> 'worst' then sum(value)
        when is_higher_better then min(value)
        else max(value)
    end as value,
    case
        when aggregation <> 'worst' then sum(low_value)
        when is_higher_better then min(low_value) filter (where state <> 'not_applicable')
        else max(low_value) filter (where state <> 'not_applicable')
    end as low_value,
    case
        when aggregation <> 'worst' then sum(high_value)
        when is_higher_better then min(high_value) filter (where state <> 'not_applicable')
        else max(high_value) filter (where state <> 'not_applicable')
    end as high_value,
    bool_or(is_low_open) as is_low_open,
    bool_or(is_high_open) as is_high_open,
    count(*) as due_count,
    count(*) filter (where state = 'value') as value_count,
    count(*) filter (where state = 'zero') as zero_count,
    count(*) filter (where state = 'none_occurred') as none_occurred_count,
    count(*) filter (where state = 'not_applicable') as not_applicable_count,
    count(*) filter (where state in ('blank', 'unreadable')) as blank_count,
    count(*) filter (where state = 'missing') as missing_count,
from indicator_value
group by span_id, indicator_id, aggregation, is_higher_better
