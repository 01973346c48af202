-- description: How far each target is met at each cut-off: result, what was to be reached by then, and the verdict.
-- grain: one row per target, version and cut-off period
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last half-year that counts
-- column indicator_id: indicator that measures it
-- column target_value: what the target asks for in the end, in the indicator's unit of measure; ratings as ranks
-- column expected_value: what was to be reached by the cut-off: the target itself, or its share of the half-years elapsed
-- column result_value: worst year's value, or the total, of what is known; ratings as ranks
-- column result_year: year that is the worst; null when all years are alike, and for cumulative targets
-- column low_value: least that the result may be
-- column high_value: most that the result may be
-- column elapsed_share: half-years up to the cut-off as a share of the target's half-years, 0 to 1
-- column progress_pct: result as a share of the target, percent
-- column verdict: exceeded, met, not_met, or cannot_yet_say when what is unknown could change it
-- column due_count: unit figures due up to the cut-off
-- column known_count: unit figures known
-- column coverage_pct: known among due, percent
with rank as (
    select code, arg_max(rank, valid_from_on) as rank from reference.code where list_id = 'rating' group by code
),

asked as (
    select
        result.*,
        target.indicator_id,
        target.direction = 'below' as is_below,
        coalesce(rank.rank, try_cast(target.target_value as decimal(24, 6))) as target_value,
        once.rank as once_value,
        if(target.rule = 'cumulative', result.elapsed_share, 1) as due_share,
    from marts.target_result as result
    join reference.target as target using (target_id, version)
    left join rank on rank.code = target.target_value
    left join rank as once on once.code = target.once_value
),

expected as (
    select *, (target_value * due_share)::decimal(24, 6) as expected_value from asked
),

-- Worst and best case of what is unknown; a margin is positive on the good side of what was to be reached.
judged as (
    select
        *,
        if(is_below, expected_value - high_value, low_value - expected_value) as worst_margin,
        if(is_below, expected_value - low_value, high_value - expected_value) as best_margin,
        if(is_below, is_high_open, is_low_open) as is_worst_beyond,
        if(is_below, is_low_open, is_high_open) as is_best_short,
    from expected
),

-- 'Below' is strict: what only equals the target is not below it.
verdicts as (
    select
        *,
        case
            when worst_margin > 0 or (worst_margin = 0 and is_worst_beyond) then 'exceeded'
            when worst_margin = 0 and not is_below then 'met'
            else 'not_met'
        end as worst_verdict,
        case
            when best_margin > 0 then 'exceeded'
            when best_margin = 0 and not is_best_short and not is_below then 'met'
            else 'not_met'
        end as best_verdict,
        once_value is null or best_low_value >= once_value as is_once_sure,
        once_value is null or best_high_value >= once_value as is_once_possible,
    from judged
)

select
    target_id,
    version,
    cutoff_period_id,
    indicator_id,
    target_value::decimal(24, 6) as target_value,
    expected_value,
    result_value,
    result_year,
    low_value,
    high_value,
    elapsed_share,
    round(100 * result_value / target_value, 1) as progress_pct,
    case
        when best_verdict = 'not_met' or not is_once_possible then 'not_met'
        when worst_verdict = best_verdict and is_once_sure then best_verdict
        else 'cannot_yet_say'
    end as verdict,
    due_count,
    known_count,
    round(100 * known_count / due_count, 1) as coverage_pct,
from verdicts
