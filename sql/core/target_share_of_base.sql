-- description: Targets of kind 'share_of_base': the total so far, or the latest figure, as a share of a base, e.g. of all members at the start of the term.
-- grain: one row per target of that kind, version and cut-off period
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column result_value: percent of the base, of what is known; null when the base is zero
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
-- column is_without_base: whether there is nothing to compare with: no base is known, or it is zero
-- column base_value: what it is compared with; null when that is not known
-- column is_worst_lost: false: no year can lose it
-- column is_best_lost: false, likewise
-- column expected_value: what was to be reached by the cut-off: its share of the time elapsed, or what its profile or milestones say
-- column can_improve: whether the result may still become better until the target ends
-- column can_worsen: whether it may still become worse
-- column due_count: unit figures due up to the cut-off
-- column known_count: unit figures known
select
    cutoff.target_id, cutoff.version, cutoff.cutoff_period_id,
    ratio.value as result_value,
    ratio.low_value, ratio.high_value, ratio.value_exact as result_exact, ratio.low_exact, ratio.high_exact,
    ratio.is_low_open, ratio.is_high_open, ratio.is_perhaps_void, ratio.is_without_base,
    ratio.base_value,
    cutoff.paced_value as expected_value,
    not (asked.is_accumulated and asked.is_less_better) as can_improve,
    not (asked.is_accumulated and not asked.is_less_better) as can_worsen,
    null::varchar as result_years, null::decimal(24, 6) as best_low_value, null::decimal(24, 6) as best_high_value,
    false as is_worst_lost, false as is_best_lost,
    ratio.due_count, ratio.known_count,
from core.target_cutoff as cutoff
join core.target_asked as asked using (target_id, version)
join core.target_ratio as ratio using (target_id, version, cutoff_period_id)
where cutoff.kind = 'share_of_base'
