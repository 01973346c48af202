-- description: What each unit adds to a rate in each period that counts: its numerator times 100, and its denominator times the rate's greatest value (of a share in percent: 100 too), so that the first is part of the second. All sums are exact.
-- grain: one row per span, rate, unit and period
-- kept by: unit_id, period_id
-- column span_id: span of periods
-- column indicator_id: rate
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column is_period: whether the span is that period alone
-- column span_kind: kind of span
-- column return_id: return in force that holds a part; null when missing
-- column state: state of the worst-known part: missing before unreadable, no_data, blank, not_applicable, none_occurred, zero and value
-- column is_exact: whether neither part is a bound
-- column is_numerator_due: whether a part of the numerator is due from the unit
-- column is_paired: whether parts of both are due from it
-- column numerator: sum of the numerator's parts; null unless every part of both is known
-- column denominator: sum of the denominator's parts; null unless every part of both is known
-- column least_numerator: least that the numerator may be
-- column most_numerator: most that it may be
-- column least_denominator: least that the denominator may be
-- column most_denominator: most that it may be
-- column is_least_numerator_open: whether the numerator is surely more than the least
-- column is_most_numerator_open: whether it is surely less than the most
-- column is_least_denominator_open: whether the denominator is surely more than the least
-- column is_most_denominator_open: whether it is surely less than the most
with rate as (
    select * from reference.indicator where aggregation = 'rate'
),

-- A unit of which no form tells the part has no such rate: its denominator alone would lower that of all.
of_part as (
    select distinct rate.indicator_id
    from rate
    join reference.indicator as own on list_contains(rate.numerator_ids, own.indicator_id) and own.part_of_id is not null
),

part as (
    select indicator_id as rate_id, valid_max, true as is_numerator, unnest(numerator_ids) as indicator_id from rate
    union all
    select indicator_id as rate_id, valid_max, false as is_numerator, unnest(denominator_ids) as indicator_id from rate
),

figure as (
    select
        part.rate_id,
        part.is_numerator,
        part.valid_max::decimal(14, 6) as full_value,
        span_part.span_id,
        span_part.is_period,
        span_part.span_kind,
        list_position(
            ['value', 'zero', 'none_occurred', 'not_applicable', 'blank', 'no_data', 'unreadable', 'missing'],
            indicator_value.state
        ) as doubt,
        indicator_value.*,
    from part
    join core.indicator_value as indicator_value using (indicator_id)
    join core.span_part as span_part
        on span_part.asked_id = part.rate_id
        and span_part.indicator_id = part.indicator_id
        and span_part.period_id = indicator_value.period_id
)

select
    span_id,
    rate_id as indicator_id,
    unit_id,
    period_id,
    any_value(is_period) as is_period,
    any_value(span_kind) as span_kind,
    any_value(return_id) as return_id,
    arg_max(state, doubt) as state,
    bool_and(low_value = high_value) as is_exact,
    bool_or(is_numerator) as is_numerator_due,
    bool_or(is_numerator) and bool_or(not is_numerator) as is_paired,
    if(max(doubt) < 5, coalesce(100 * sum(value) filter (where is_numerator), 0), null) as numerator,
    if(max(doubt) < 5, coalesce(any_value(full_value) * sum(value) filter (where not is_numerator), 0), null)
        ::decimal(38, 6) as denominator,
    coalesce(100 * sum(low_value) filter (where is_numerator), 0) as least_numerator,
    coalesce(100 * sum(high_value) filter (where is_numerator), 0) as most_numerator,
    coalesce(any_value(full_value) * sum(low_value) filter (where not is_numerator), 0)::decimal(38, 6) as least_denominator,
    coalesce(any_value(full_value) * sum(high_value) filter (where not is_numerator), 0)::decimal(38, 6) as most_denominator,
    coalesce(bool_or(is_low_open) filter (where is_numerator), false) as is_least_numerator_open,
    coalesce(bool_or(is_high_open) filter (where is_numerator), false) as is_most_numerator_open,
    coalesce(bool_or(is_low_open) filter (where not is_numerator), false) as is_least_denominator_open,
    coalesce(bool_or(is_high_open) filter (where not is_numerator), false) as is_most_denominator_open,
from figure
group by span_id, rate_id, unit_id, period_id
having is_paired or rate_id not in (select indicator_id from of_part)
