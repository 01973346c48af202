-- description: Targets of kind 'growth': by how much the latest figure, or the last whole year of what is added up, is more than a base.
-- grain: one row per target of that kind, version and cut-off period
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column result_value: percent more than the base, negative when less, of what is known; null when the base is zero
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
    (ratio.value - 100)::decimal(24, 6) as result_value,
    (ratio.low_value - 100)::decimal(24, 6) as low_value, (ratio.high_value - 100)::decimal(24, 6) as high_value,
    {'part': value_exact['part'] - 100 * value_exact['whole'], 'whole': value_exact['whole']} as result_exact,
    {'part': low_exact['part'] - 100 * low_exact['whole'], 'whole': low_exact['whole']} as low_exact,
    {'part': high_exact['part'] - 100 * high_exact['whole'], 'whole': high_exact['whole']} as high_exact,
    ratio.is_low_open, ratio.is_high_open, ratio.is_perhaps_void, ratio.is_without_base,
    ratio.base_value,
    cutoff.paced_value as expected_value,
    true as can_improve,
    true as can_worsen,
    null::varchar as result_years, null::decimal(24, 6) as best_low_value, null::decimal(24, 6) as best_high_value,
    false as is_worst_lost, false as is_best_lost,
    ratio.due_count, ratio.known_count,
from core.target_cutoff as cutoff
join core.target_ratio as ratio using (target_id, version, cutoff_period_id)
where cutoff.kind = 'growth'
