-- description: Targets of kind 'done': what is done or not: the total so far, no more than is asked for.
-- grain: one row per target of that kind, version and cut-off period
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column result_value: how many of what is asked for are done, of what is known
-- column result_years: null: it is about no year
-- column low_value: least that the result may be; null when nothing is due yet, or nothing that is due applies
-- column high_value: most that the result may be
-- column result_exact: null: result_value is no rounded number
-- column low_exact: null, likewise
-- column high_exact: null, likewise
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column best_low_value: null: no one year is asked for
-- column best_high_value: null, likewise
-- column is_perhaps_void: false: there is always something to judge
-- column is_without_base: false: it has no base
-- column base_value: null, likewise
-- column is_worst_lost: false: no year can lose it
-- column is_best_lost: false, likewise
-- column expected_value: what its milestones or its profile ask for by the cut-off; null where they ask for nothing yet
-- column can_improve: whether the result may still become better until the target ends
-- column can_worsen: whether it may still become worse
-- column due_count: unit figures due up to the cut-off
-- column known_count: unit figures known
select
    cutoff.target_id, cutoff.version, cutoff.cutoff_period_id,
    least(level.value, asked_value) as result_value,
    least(level.low_value, asked_value) as low_value, least(level.high_value, asked_value) as high_value,
    null::struct(part hugeint, whole hugeint) as result_exact, null::struct(part hugeint, whole hugeint) as low_exact,
    null::struct(part hugeint, whole hugeint) as high_exact,
    coalesce(level.is_low_open and level.low_value < asked_value, false) as is_low_open,
    coalesce(level.is_high_open and level.high_value <= asked_value, false) as is_high_open,
    cutoff.staged_value as expected_value,
    true as can_improve,
    false as can_worsen,
    null::varchar as result_years, null::decimal(24, 6) as best_low_value, null::decimal(24, 6) as best_high_value,
    false as is_perhaps_void, false as is_without_base, null::decimal(24, 6) as base_value, false as is_worst_lost,
    false as is_best_lost,
    coalesce(level.due_count, 0) as due_count, coalesce(level.known_count, 0) as known_count,
from core.target_cutoff as cutoff
join core.target_asked as asked using (target_id, version)
left join core.target_level as level using (target_id, version, cutoff_period_id)
where cutoff.kind = 'done'
