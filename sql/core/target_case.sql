-- description: The verdict on each target in the worst and in the best case of what is unknown: the one place where the words are decided (docs/targets.md).
-- grain: one row per target that is no composite, version and cut-off period
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column ends_on: its last day
-- column is_ended: whether the target ends with it
-- column worst_verdict: exceeded, met, on_the_way, behind or not_met in the worst case; null when there is no result
-- column best_verdict: the same in the best case
-- column is_perhaps_void: whether it may turn out that there is nothing to judge
-- column is_without_base: whether there is nothing to compare with, so that it can never be reached
-- column due_count: unit figures due
-- column known_count: unit figures known
with side as (
    select
        margin.* exclude (worst_margin, best_margin, worst_final_margin, best_final_margin),
        which,
        if(which = 'worst', worst_margin, best_margin) as margin,
        if(which = 'worst', worst_final_margin, best_final_margin) as final_margin,
        which = 'worst' and is_worst_beyond as is_beyond,
        which = 'best' and is_best_short as is_short,
        if(which = 'worst', is_once_sure, is_once_possible) as is_once_reached,
        if(which = 'worst', is_worst_lost, is_best_lost) as is_lost,
    from core.target_margin as margin
    cross join (values ('worst'), ('best')) as sides(which)
),

-- 'Below' is strict: what only equals the target is not below it.
reached as (
    select
        *,
        margin > 0 or (margin = 0 and is_beyond) as is_better,
        margin > 0 or (margin = 0 and (is_beyond or not (is_strict or is_short))) as is_reached,
        final_margin > 0 or (final_margin = 0 and is_beyond) as is_better_in_the_end,
        final_margin > 0 or (final_margin = 0 and (is_beyond or not (is_strict or is_short))) as is_reached_in_the_end,
    from side
),

judged as (
    select
        target_id, version, cutoff_period_id, which,
        case
            when final_margin is null then null
            when is_lost or (not can_improve and not is_reached_in_the_end) then 'not_met'
            when is_ended and not is_once_reached then 'not_met'
            when expected_value is null and (can_worsen or not is_reached_in_the_end) then 'on_the_way'
            when not coalesce(is_reached, is_reached_in_the_end) then 'behind'
            -- The one year that is to be better still may yet come.
            when not is_once_reached then 'on_the_way'
            when coalesce(is_better, is_better_in_the_end) then 'exceeded'
            else 'met'
        end as verdict,
    from reached
)

select
    judged.target_id, judged.version, judged.cutoff_period_id,
    any_value(cutoff.ends_on) as ends_on,
    any_value(cutoff.is_ended) as is_ended,
    any_value(judged.verdict) filter (where which = 'worst') as worst_verdict,
    any_value(judged.verdict) filter (where which = 'best') as best_verdict,
    any_value(result.is_perhaps_void) as is_perhaps_void,
    any_value(result.is_without_base) as is_without_base,
    any_value(result.due_count) as due_count,
    any_value(result.known_count) as known_count,
from judged
join core.target_cutoff as cutoff using (target_id, version, cutoff_period_id)
join core.target_result as result using (target_id, version, cutoff_period_id)
group by judged.target_id, judged.version, judged.cutoff_period_id
