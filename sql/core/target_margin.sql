-- description: How far the worst and the best case of each target's result are from what was to be reached by the cut-off.
-- grain: one row per target, version and cut-off period
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column indicator_id: indicator that measures it
-- column is_below: whether the target asks for less than its value, strictly
-- column target_value: what the target asks for in the end, in the indicator's unit of measure; ratings as ranks
-- column expected_value: what was to be reached by the cut-off: the target itself, or its share of the periods elapsed
-- column shown_value: result, percentages with as many decimals (one at least) as tell it from what was to be reached
-- column worst_margin: distance of the worst case from expected_value, positive on the good side
-- column best_margin: distance of the best case from expected_value, positive on the good side
-- column is_worst_beyond: whether the result is surely better than its worst case
-- column is_best_short: whether the result is surely worse than its best case
-- column is_once_sure: whether a rating also asked for in one year was surely reached in one, or none is asked for
-- column is_once_possible: whether it may have been reached, or none is asked for
with rank as (
    select code, arg_max(rank, valid_from_on) as rank from reference.code where list_id = 'rating' group by code
),

asked as (
    select
        target.*,
        coalesce(rank.rank, try_cast(target.target_value as decimal(24, 6)))::decimal(24, 6) as asked_value,
        once.rank as once_rank,
    from reference.target as target
    left join rank on rank.code = target.target_value
    left join rank as once on once.code = target.once_value
),

expected as (
    select
        result.*,
        asked.indicator_id,
        asked.direction = 'below' as is_below,
        asked.asked_value,
        asked.once_rank,
        indicator.unit_of_measure = 'percent' as is_percent,
        result.result_value::decimal(24, 6) as exact_value,
        (asked.asked_value * if(asked.rule = 'cumulative', result.elapsed_share, 1))::decimal(24, 6) as expected_value,
    from core.target_result as result
    join asked using (target_id, version)
    join reference.indicator as indicator using (indicator_id)
)

select
    target_id,
    version,
    cutoff_period_id,
    indicator_id,
    is_below,
    asked_value as target_value,
    expected_value,
    case
        when not is_percent then exact_value
        when exact_value = expected_value or round(exact_value, 1) <> round(expected_value, 1) then round(exact_value, 1)
        when round(exact_value, 2) <> round(expected_value, 2) then round(exact_value, 2)
        when round(exact_value, 3) <> round(expected_value, 3) then round(exact_value, 3)
        when round(exact_value, 4) <> round(expected_value, 4) then round(exact_value, 4)
        when round(exact_value, 5) <> round(expected_value, 5) then round(exact_value, 5)
        else exact_value
    end::decimal(24, 6) as shown_value,
    if(is_below, expected_value - high_value, low_value - expected_value) as worst_margin,
    if(is_below, expected_value - low_value, high_value - expected_value) as best_margin,
    if(is_below, is_high_open, is_low_open) as is_worst_beyond,
    if(is_below, is_low_open, is_high_open) as is_best_short,
    once_rank is null or best_low_value >= once_rank as is_once_sure,
    once_rank is null or best_high_value >= once_rank as is_once_possible,
from expected
