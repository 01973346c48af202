-- description: Every rate over every span: numerator through denominator, over all units of a group, with the bounds that the unknown leaves.
-- grain: one row per span, group of units and rate of which a numerator and a denominator are due in it
-- column span_id: span of periods
-- column group_kind: bloc: all units together; kind, sector, within or unit: of one period also those of one kind or sector, of a unit with all below it, or one unit alone
-- column group_code: which kind, sector, unit above or unit; 'bloc' for all
-- column indicator_id: rate
-- column numerator: sum of numerators, of the units of which both parts are known
-- column denominator: sum of their denominators; the rate is 100 times the first through the second
-- column value: percent, of the units of which both parts are known; null when there is none, or their denominator is zero
-- column low_value: percent, least that it may be; null when the denominator is surely zero, so that there is no rate
-- column high_value: percent, most that it may be; null when there is no rate
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column is_perhaps_void: whether it may turn out that there is no such rate, the denominator being zero
-- column due_count: rates of units due
-- column value_count: those with figures other than zero
-- column zero_count: those with a part that is zero
-- column none_occurred_count: those with a part 'không phát sinh'
-- column not_applicable_count: those with a part 'không áp dụng'
-- column blank_count: those with a part left blank, said to be not known ('…') or not readable
-- column missing_count: those of which no accepted return came
with part as (
    select
        span_rate_sum.*,
        indicator.valid_min,
        indicator.valid_max,
        most_denominator <= 0 as is_void,
        valid_max * least_numerator / nullif(if(least_numerator < 0, least_denominator, most_denominator), 0) as bottom,
        coalesce(valid_max * top_numerator / nullif(top_denominator, 0), if(top_numerator > 0, valid_max, 0)) as top,
        valid_max * most_numerator / nullif(least_denominator, 0) as top_apart,
        top_numerator < top_denominator as is_below_full,
        top_numerator > top_denominator and top_denominator > 0 as is_above_full,
    from core.span_rate_sum as span_rate_sum
    join reference.indicator as indicator using (indicator_id)
)

select
    span_id,
    group_kind,
    group_code,
    indicator_id,
    numerator::decimal(24, 6) as numerator,
    (denominator * 100 / valid_max)::decimal(24, 6) as denominator,
    (valid_max * numerator / nullif(denominator, 0))::decimal(24, 6) as value,
    if(is_void, null, coalesce(bottom, valid_min))::decimal(24, 6) as low_value,
    case
        when is_void then null
        -- Figures that contradict the rate's greatest value show that it does not bind.
        when is_above_full and is_contradicted then greatest(top, coalesce(top_apart, top))
        when is_above_full then greatest(bottom, valid_max)
        else greatest(bottom, top)
    end::decimal(24, 6) as high_value,
    is_bottom_open and not is_void as is_low_open,
    case
        when is_void or is_above_full then false
        when is_below_full then is_top_open and top_numerator > 0
        else is_full_open
    end as is_high_open,
    sure_denominator <= 0 and not is_sure_open and not is_void as is_perhaps_void,
    due_count,
    value_count,
    zero_count,
    none_occurred_count,
    not_applicable_count,
    blank_count,
    missing_count,
from part
