-- description: Targets of kind 'cumulative': the total so far against the share of the target that falls to the time elapsed.
-- grain: one row per target of that kind, version and cut-off period
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column result_value: total of what is known
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
-- column is_perhaps_void: false: there is always something to judge
-- column is_without_base: false: it has no base
-- column base_value: null, likewise
-- column is_worst_lost: false: no year can lose it
-- column is_best_lost: false, likewise
-- column expected_value: what was to be reached by the cut-off: its share of the time elapsed, or what its profile or milestones say
-- column can_improve: whether the result may still become better until the target ends
-- column can_worsen: whether it may still become worse
-- column due_count: unit figures due up to the cut-off
-- column known_count: unit figures known
select
    cutoff.target_id, cutoff.version, cutoff.cutoff_period_id,
    total.value as result_value,
    total.low_value, total.high_value, total.value_exact as result_exact, total.low_exact, total.high_exact,
    coalesce(total.is_low_open, false) as is_low_open, coalesce(total.is_high_open, false) as is_high_open,
    cutoff.paced_value as expected_value,
    not (asked.is_accumulated and asked.is_less_better) as can_improve,
    not (asked.is_accumulated and not asked.is_less_better) as can_worsen,
    null::varchar as result_years, null::decimal(24, 6) as best_low_value, null::decimal(24, 6) as best_high_value,
    false as is_perhaps_void, false as is_without_base, null::decimal(24, 6) as base_value, false as is_worst_lost,
    false as is_best_lost,
    coalesce(total.due_count, 0) as due_count, coalesce(total.known_count, 0) as known_count,
from core.target_cutoff as cutoff
join core.target_asked as asked using (target_id, version)
left join core.target_level as total using (target_id, version, cutoff_period_id)
where cutoff.kind = 'cumulative'
