-- description: Targets of kind 'average': the mean of the years. A year counts when it is over, or the target ends with it; what is added up and told more often than once a year is its total through the years elapsed.
-- grain: one row per target of that kind, version and cut-off period
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column result_value: mean of what is known
-- column result_years: null: it is about no year
-- column low_value: least that the result may be; null when nothing is due yet, or nothing that is due applies
-- column high_value: most that the result may be
-- column result_exact: result_value without a rounding, {part, whole}: whole numbers, of which the first through the second is it
-- column low_exact: low_value likewise
-- column high_exact: high_value likewise
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column best_low_value: null: no one year is asked for
-- column best_high_value: null, likewise
-- column is_perhaps_void: whether it may turn out that there is nothing to judge
-- column is_without_base: false: it has no base
-- column base_value: null, likewise
-- column is_worst_lost: false: no year can lose it
-- column is_best_lost: false, likewise
-- column expected_value: what is asked for of the mean
-- column can_improve: whether the result may still become better until the target ends
-- column can_worsen: whether it may still become worse
-- column due_count: unit figures due up to the cut-off
-- column known_count: unit figures known
with mean as (
    select * exclude (years) from core.target_year_mean
    union all by name
    select
        cutoff.target_id, cutoff.version, cutoff.cutoff_period_id,
        (total.value * periods_per_year / elapsed_count)::decimal(24, 6) as value,
        (total.low_value * periods_per_year / elapsed_count)::decimal(24, 6) as low_value,
        (total.high_value * periods_per_year / elapsed_count)::decimal(24, 6) as high_value,
        {
            'part': total.value_exact['part'] * periods_per_year, 'whole': total.value_exact['whole'] * elapsed_count,
        } as value_exact,
        {'part': total.low_exact['part'] * periods_per_year, 'whole': total.low_exact['whole'] * elapsed_count} as low_exact,
        {'part': total.high_exact['part'] * periods_per_year, 'whole': total.high_exact['whole'] * elapsed_count} as high_exact,
        total.is_low_open, total.is_high_open, false as is_perhaps_void, total.due_count, total.known_count,
    from core.target_cutoff as cutoff
    join core.target_asked as asked using (target_id, version)
    join core.target_level as total using (target_id, version, cutoff_period_id)
    where cutoff.kind = 'average' and asked.aggregation = 'sum' and not asked.is_yearly
)

select
    cutoff.target_id, cutoff.version, cutoff.cutoff_period_id,
    mean.value as result_value,
    mean.low_value, mean.high_value,
    mean.value_exact as result_exact, mean.low_exact, mean.high_exact,
    coalesce(mean.is_low_open, false) as is_low_open, coalesce(mean.is_high_open, false) as is_high_open,
    coalesce(mean.is_perhaps_void, false) as is_perhaps_void,
    asked.asked_value as expected_value,
    true as can_improve,
    true as can_worsen,
    null::varchar as result_years, null::decimal(24, 6) as best_low_value, null::decimal(24, 6) as best_high_value,
    false as is_without_base, null::decimal(24, 6) as base_value, false as is_worst_lost, false as is_best_lost,
    coalesce(mean.due_count, 0)::bigint as due_count, coalesce(mean.known_count, 0)::bigint as known_count,
from core.target_cutoff as cutoff
join core.target_asked as asked using (target_id, version)
left join mean using (target_id, version, cutoff_period_id)
where cutoff.kind = 'average'
