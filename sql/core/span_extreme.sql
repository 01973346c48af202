-- description: The least and the greatest of an indicator's years, and of its periods, since each start.
-- grain: one row per span since a start, kind of span compared in it and indicator
-- column first_period_id: first period
-- column last_period_id: last period
-- column span_kind: what is compared: year_to_date (each year once, with all its periods up to the last) or period
-- column indicator_id: indicator
-- column least_value: least of what is known
-- column least_low_value: least that the least may be; null when there is nothing that it could be
-- column least_high_value: most that the least may be
-- column is_least_low_open: whether the least is surely more than least_low_value
-- column is_least_high_open: whether the least is surely less than least_high_value
-- column least_when: all years or periods that are the least, e.g. '2020, 2021'; null when all are alike
-- column greatest_value: greatest of what is known
-- column greatest_low_value: least that the greatest may be
-- column greatest_high_value: most that the greatest may be
-- column is_greatest_low_open: whether the greatest is surely more than greatest_low_value
-- column is_greatest_high_open: whether the greatest is surely less than greatest_high_value
-- column greatest_when: all years or periods that are the greatest; null when all are alike
-- column is_perhaps_void: whether it may turn out that there is nothing to compare
-- column least_exact: least_value without a rounding, {part, whole}: whole numbers, of which the first through the second is it
-- column greatest_exact: greatest_value likewise
-- column least_low_exact: least_low_value likewise
-- column least_high_exact: least_high_value likewise
-- column greatest_low_exact: greatest_low_value likewise
-- column greatest_high_exact: greatest_high_value likewise
-- column due_count: unit figures due
-- column known_count: unit figures known
with marked as (
    select
        *,
        low_value is not null and not is_perhaps_void as is_sure,
        -- Where it lies beside the rounded number: of those that round to it, all on one side of it are as good.
        row(low_value, if(low_exact = fraction(low_value), 0, beside(low_exact, fraction(low_value)))) as low_place,
        row(high_value, if(high_exact = fraction(high_value), 0, beside(high_exact, fraction(high_value)))) as high_place,
        [value, beside(value_exact, fraction(value))] as value_place,
        if(min(value) over same < max(value) over same, min(value) over same, null) as least,
        if(min(value) over same < max(value) over same, max(value) over same, null) as greatest,
    from core.span_compared
    window same as (partition by first_period_id, last_period_id, span_kind, indicator_id)
)

-- Of bounds that are alike, one that is closed is the lesser below and the greater above: it decides whether the result is open.
-- What may be void does not hold back the least from above, nor the greatest from below.
select
    first_period_id,
    last_period_id,
    span_kind,
    indicator_id,
    min(value) as least_value,
    min(low_value) as least_low_value,
    coalesce(min(high_value) filter (where is_sure), max(high_value)) as least_high_value,
    arg_min(is_low_open, (low_place, is_low_open)) filter (where low_value is not null) as is_least_low_open,
    coalesce(arg_min(is_high_open, (high_place, not is_high_open)) filter (where is_sure), false) as is_least_high_open,
    string_agg(compared_when, ', ' order by ends_on) filter (where value = least) as least_when,
    max(value) as greatest_value,
    coalesce(max(low_value) filter (where is_sure), min(low_value)) as greatest_low_value,
    max(high_value) as greatest_high_value,
    coalesce(arg_max(is_low_open, (low_place, is_low_open)) filter (where is_sure), false) as is_greatest_low_open,
    arg_max(is_high_open, (high_place, not is_high_open)) filter (where high_value is not null) as is_greatest_high_open,
    string_agg(compared_when, ', ' order by ends_on) filter (where value = greatest) as greatest_when,
    coalesce(bool_and(is_perhaps_void) filter (where low_value is not null), false) as is_perhaps_void,
    arg_min(value_exact, value_place) as least_exact,
    arg_max(value_exact, value_place) as greatest_exact,
    arg_min(low_exact, low_place) as least_low_exact,
    coalesce(arg_min(high_exact, high_place) filter (where is_sure), arg_max(high_exact, high_place)) as least_high_exact,
    coalesce(arg_max(low_exact, low_place) filter (where is_sure), arg_min(low_exact, low_place)) as greatest_low_exact,
    arg_max(high_exact, high_place) as greatest_high_exact,
    sum(due_count)::bigint as due_count,
    sum(known_count)::bigint as known_count,
from marked
group by first_period_id, last_period_id, span_kind, indicator_id
