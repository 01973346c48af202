-- description: How far the worst and the best case of each target's result are from what was to be reached by the cut-off, and from what is in the end.
-- grain: one row per target that is no composite, version and cut-off period
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column expected_value: what was to be reached by the cut-off: at the end of the target what it asks for; null while nothing was
-- column expected_exact: the same without a rounding, {part, whole}: whole numbers, of which the first through the second is it
-- column is_ended: whether the cut-off is the last period that counts
-- column is_strict: whether what only equals the target is not enough
-- column worst_margin: how the worst case stands to expected_value: positive on the good side, zero when equal, negative on the other
-- column best_margin: how the best case stands to it
-- column worst_final_margin: how the worst case stands to what the target asks for in the end
-- column best_final_margin: how the best case stands to that
-- column is_worst_beyond: whether the result is surely better than its worst case
-- column is_best_short: whether the result is surely worse than its best case
-- column is_once_sure: whether a rating also asked for in one year was surely reached in one, or none is asked for
-- column is_once_possible: whether it may have been reached, or none is asked for
-- column can_improve: whether the result may still become better until the target ends
-- column can_worsen: whether it may still become worse
-- column is_worst_lost: whether in the worst case it is lost already, as a year that is over falls short
-- column is_best_lost: whether it is even in the best case
with expected as (
    select
        result.*,
        asked.is_less_better,
        asked.is_strict,
        asked.once_rank,
        cutoff.is_ended,
        if(cutoff.is_ended, asked.asked_value, result.expected_value)::decimal(24, 6) as due_value,
        if(asked.is_less_better, -1, 1) as sign,
        fraction(asked.asked_value) as asked_exact,
        -- What falls to the time elapsed is no rounded number, nor is a share.
        case
            when due_value is null then null
            when cutoff.is_ended or asked.kind in ('every_year', 'average') then asked_exact
            else cutoff.paced_exact
        end as due_exact,
    from core.target_result as result
    join core.target_asked as asked using (target_id, version)
    join core.target_cutoff as cutoff using (target_id, version, cutoff_period_id)
),

compared as (
    select
        *,
        list_transform(
            [[low_exact, due_exact], [high_exact, due_exact], [low_exact, asked_exact], [high_exact, asked_exact]],
            lambda one: beside(one[1], one[2])
        ) as margins,
        margins[1] as low_margin, margins[2] as high_margin, margins[3] as low_final_margin, margins[4] as high_final_margin,
    from expected
)

select
    target_id, version, cutoff_period_id,
    due_value as expected_value,
    due_exact as expected_exact,
    is_ended, is_strict,
    sign * if(is_less_better, high_margin, low_margin) as worst_margin,
    sign * if(is_less_better, low_margin, high_margin) as best_margin,
    sign * if(is_less_better, high_final_margin, low_final_margin) as worst_final_margin,
    sign * if(is_less_better, low_final_margin, high_final_margin) as best_final_margin,
    if(is_less_better, is_high_open, is_low_open) as is_worst_beyond,
    if(is_less_better, is_low_open, is_high_open) as is_best_short,
    once_rank is null or best_low_value >= once_rank as is_once_sure,
    once_rank is null or best_high_value >= once_rank as is_once_possible,
    can_improve and not is_ended as can_improve,
    can_worsen and not is_ended as can_worsen,
    is_worst_lost, is_best_lost,
from compared
