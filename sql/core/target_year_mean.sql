-- description: Mean of the years of each target of kind 'average' whose years are told apart, with the least and the most that it may be.
-- grain: one row per target of that kind, version and cut-off period at which a year is over
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column value: mean of what is known
-- column low_value: least that it may be; null when nothing that is due applies
-- column high_value: most that it may be
-- column value_exact: value without a rounding, {part, whole}: whole numbers, of which the first through the second is it
-- column low_exact: low_value likewise
-- column high_exact: high_value likewise
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column is_perhaps_void: whether it may turn out that there is nothing to judge
-- column years: the years of which it is known, each with its figure
-- column due_count: unit figures due
-- column known_count: unit figures known
-- Those years first that surely are years: one that may be none counts where it leads further.
with year as (
    select
        cutoff.target_id, cutoff.version, cutoff.cutoff_period_id,
        avg(value_exact['part'] / value_exact['whole'] order by compared_when) as value,
        list({'year': compared_when, 'exact': value_exact} order by compared_when)
            filter (where value_exact is not null) as years,
        list_transform(years, lambda one: one['exact']) as values_exact,
        list(low_exact order by is_perhaps_void, low_exact['part'] / low_exact['whole'])
            filter (where low_exact is not null) as lows,
        list(high_exact order by is_perhaps_void, high_exact['part'] / high_exact['whole'] desc)
            filter (where high_exact is not null) as highs,
        greatest(count(low_exact) filter (where not is_perhaps_void), 1) as least_count,
        bool_or(is_low_open) as is_low_open, bool_or(is_high_open) as is_high_open,
        bool_and(is_perhaps_void) as is_perhaps_void, sum(due_count) as due_count, sum(known_count) as known_count,
    from core.target_cutoff as cutoff
    join core.target_asked as asked using (target_id, version)
    join core.span_compared as compared
        on compared.indicator_id = asked.indicator_id
        and compared.first_period_id = cutoff.first_period_id
        and compared.last_period_id = cutoff.cutoff_period_id
        and compared.span_kind = if(cutoff.is_ended, 'year_to_date', 'year')
    where cutoff.kind = 'average' and (asked.aggregation <> 'sum' or asked.is_yearly)
    group by cutoff.target_id, cutoff.version, cutoff.cutoff_period_id
),

longer as (
    select *, unnest(if(len(lows) > 0, range(least_count, len(lows) + 1), [0])) as year_count from year
),

-- A sum of fractions. What takes more than 38 digits is as near as 18 decimals, on the side that leaves the doubt.
summed as (
    select
        *,
        list_transform([lows[:year_count], highs[:year_count], values_exact], lambda years, side: coalesce(
            try(list_reduce(
                list_transform(years, lambda one: {'part': one['part'], 'whole': one['whole'] * len(years)}),
                lambda a, b: {
                    'part': a['part'] * (lcm(a['whole'], b['whole']) // a['whole'])
                        + b['part'] * (lcm(a['whole'], b['whole']) // b['whole']),
                    'whole': lcm(a['whole'], b['whole']),
                }
            )),
            try({
                'part': list_sum(list_transform(years, lambda one: one['part'] * 1000000000000000000 // one['whole']))
                    + case side when 1 then -len(years) when 2 then len(years) else 0 end,
                'whole': 1000000000000000000::hugeint * len(years),
            })
        )) as means,
    from longer
)

select
    target_id, version, cutoff_period_id,
    any_value(value)::decimal(24, 6) as value,
    min(means[1]['part'] / means[1]['whole'])::decimal(24, 6) as low_value,
    max(means[2]['part'] / means[2]['whole'])::decimal(24, 6) as high_value,
    any_value(means[3]) as value_exact,
    arg_min(means[1], means[1]['part'] / means[1]['whole']) as low_exact,
    arg_max(means[2], means[2]['part'] / means[2]['whole']) as high_exact,
    any_value(is_low_open) as is_low_open, any_value(is_high_open) as is_high_open,
    any_value(is_perhaps_void) as is_perhaps_void, any_value(years) as years,
    any_value(due_count) as due_count, any_value(known_count) as known_count,
from summed
group by target_id, version, cutoff_period_id
