-- description: Targets of kind 'share_of_base': the total so far, or the latest figure, as a share of a base, e.g. of all members at the start of the term.
-- grain: one row per target of that kind, version and cut-off period
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column result_value: percent of the base, of what is known; null when the base is zero
-- column result_years: null: it is about no year
-- column low_value: least that the result may be; null when nothing is due yet, or nothing that is due applies
-- column high_value: most that the result may be
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
with ratio as (
    select
        cutoff.target_id, cutoff.version, cutoff.cutoff_period_id, cutoff.paced_value,
        asked.is_accumulated, asked.is_less_better,
        base.value as base_value,
        100 * level.value / nullif(base.value, 0) as value,
        100 * level.low_value / nullif(if(level.low_value < 0, base.low_value, base.high_value), 0) as low_ratio,
        100 * level.high_value / nullif(if(level.high_value < 0, base.high_value, base.low_value), 0) as high_ratio,
        level.is_low_open
            or (level.low_value <> 0 and if(level.low_value < 0, base.is_low_open, base.is_high_open)) as is_low_open,
        level.is_high_open
            or (level.high_value <> 0 and if(level.high_value < 0, base.is_high_open, base.is_low_open)) as is_high_open,
        base.low_value is null or base.high_value <= 0 as is_without_base,
        -- Without a least base above zero there may be no such share, or one as great as you like.
        base.low_value <= 0 as is_base_perhaps_void,
        level.is_perhaps_void,
        level.due_count, level.known_count, base.due_count as base_due_count, base.known_count as base_known_count,
    from core.target_cutoff as cutoff
    join core.target_asked as asked using (target_id, version)
    join core.target_base as base using (target_id, version)
    left join core.target_level as level using (target_id, version, cutoff_period_id)
    where cutoff.kind = 'share_of_base'
)

select
    target_id, version, cutoff_period_id,
    value::decimal(24, 6) as result_value,
    if(is_base_perhaps_void, null, low_ratio)::decimal(24, 6) as low_value,
    if(is_base_perhaps_void, null, high_ratio)::decimal(24, 6) as high_value,
    coalesce(is_low_open, false) as is_low_open, coalesce(is_high_open, false) as is_high_open,
    coalesce(is_perhaps_void or is_base_perhaps_void, false) as is_perhaps_void,
    is_without_base,
    base_value,
    paced_value as expected_value,
    not (is_accumulated and is_less_better) as can_improve,
    not (is_accumulated and not is_less_better) as can_worsen,
    null::varchar as result_years, null::decimal(24, 6) as best_low_value, null::decimal(24, 6) as best_high_value,
    false as is_worst_lost, false as is_best_lost,
    if(due_count is null, 0, due_count + base_due_count) as due_count,
    if(due_count is null, 0, known_count + base_known_count) as known_count,
from ratio
