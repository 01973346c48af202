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
-- column value_exact: of all units together the rate without a rounding, {part, whole}: whole numbers, of which the first through the second is it
-- column low_exact: the least that it may be, likewise
-- column high_exact: the most that it may be, likewise
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
        indicator.valid_max,
        most_denominator <= 0 as is_void,
        top_numerator < top_denominator as is_below_full,
        top_numerator > top_denominator and top_denominator > 0 as is_above_full,
        if(least_numerator < 0, least_denominator, most_denominator) as bottom_denominator,
        if(bottom_denominator > 0, [least_numerator, bottom_denominator], [valid_min, valid_max]) as low,
        case
            -- Figures that contradict the rate's greatest value show that it does not bind.
            when is_above_full and not is_contradicted then [greatest(least_numerator, most_denominator), most_denominator]
            when is_above_full and least_denominator > 0 then [most_numerator, least_denominator]
            when top_denominator > 0 then [top_numerator, top_denominator]
            else [if(top_numerator > 0, 1, 0), 1]
        end as high,
        -- Each through its greatest value; as whole numbers, of which those that are judged are reduced.
        list_transform(
            [if(denominator > 0, [numerator, denominator], null), if(is_void, null, low), if(is_void, null, high)],
            lambda one: if(group_kind = 'bloc' and one is not null, [
                (valid_max * 1000000)::hugeint * (one[1] * 1000000)::hugeint, 1000000 * (one[2] * 1000000)::hugeint,
            ], null)
        ) as whole_numbers,
        list_transform(whole_numbers, lambda one: reduced({'part': one[1], 'whole': one[2]})) as exact,
    from core.span_rate_sum as span_rate_sum
    join reference.indicator as indicator using (indicator_id)
)

select
    span_id,
    group_kind,
    group_code,
    indicator_id,
    (numerator * 0.01)::decimal(24, 6) as numerator,
    (denominator / valid_max)::decimal(24, 6) as denominator,
    (valid_max * numerator / nullif(denominator, 0))::decimal(24, 6) as value,
    if(is_void, null, valid_max * low[1] / low[2])::decimal(24, 6) as low_value,
    if(is_void, null, valid_max * high[1] / high[2])::decimal(24, 6) as high_value,
    is_bottom_open and not is_void as is_low_open,
    case
        when is_void or is_above_full then false
        when is_below_full then is_top_open and top_numerator > 0
        else is_full_open
    end as is_high_open,
    sure_denominator <= 0 and not is_sure_open and not is_void as is_perhaps_void,
    exact[1] as value_exact,
    exact[2] as low_exact,
    exact[3] as high_exact,
    due_count,
    value_count,
    zero_count,
    none_occurred_count,
    not_applicable_count,
    blank_count,
    missing_count,
from part
