-- description: Targets of kind 'once': the best year so far, one is enough. A year counts when it is over, or the target ends with it.
-- grain: one row per target of that kind, version and cut-off period
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column result_value: best year's value of what is known; ratings as ranks
-- column result_years: all years that are the best; null when all years are alike
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
-- column expected_value: what was to be reached by the cut-off: nothing before the end
-- column can_improve: whether the result may still become better until the target ends
-- column can_worsen: whether it may still become worse
-- column due_count: unit figures due up to the cut-off
-- column known_count: unit figures known
select
    cutoff.target_id, cutoff.version, cutoff.cutoff_period_id,
    if(asked.is_less_better, least_value, greatest_value) as result_value,
    if(asked.is_less_better, least_when, greatest_when) as result_years,
    if(asked.is_less_better, least_low_value, greatest_low_value) as low_value,
    if(asked.is_less_better, least_high_value, greatest_high_value) as high_value,
    if(asked.is_less_better, least_exact, greatest_exact) as result_exact,
    if(asked.is_less_better, least_low_exact, greatest_low_exact) as low_exact,
    if(asked.is_less_better, least_high_exact, greatest_high_exact) as high_exact,
    coalesce(if(asked.is_less_better, is_least_low_open, is_greatest_low_open), false) as is_low_open,
    coalesce(if(asked.is_less_better, is_least_high_open, is_greatest_high_open), false) as is_high_open,
    coalesce(extreme.is_perhaps_void, false) as is_perhaps_void,
    null::decimal(24, 6) as expected_value,
    true as can_improve,
    false as can_worsen,
    null::decimal(24, 6) as best_low_value, null::decimal(24, 6) as best_high_value, false as is_without_base,
    null::decimal(24, 6) as base_value, false as is_worst_lost, false as is_best_lost,
    coalesce(extreme.due_count, 0) as due_count, coalesce(extreme.known_count, 0) as known_count,
from core.target_cutoff as cutoff
join core.target_asked as asked using (target_id, version)
left join core.span_extreme as extreme
    on extreme.indicator_id = asked.indicator_id
    and extreme.first_period_id = cutoff.first_period_id
    and extreme.last_period_id = cutoff.cutoff_period_id
    and extreme.span_kind = if(cutoff.is_ended, 'year_to_date', 'year')
where cutoff.kind = 'once'
