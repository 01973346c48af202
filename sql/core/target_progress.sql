-- description: How far each target is met at each cut-off: result, what was to be reached by then, and the verdict.
-- grain: one row per target, version and cut-off period
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column indicator_id: indicator that measures it
-- column target_value: what the target asks for in the end, in the indicator's unit of measure; ratings as ranks
-- column expected_value: what was to be reached by the cut-off: the target itself, or its share of the periods elapsed
-- column result_value: worst year's value, or the total, of what is known; ratings as ranks
-- column shown_value: the same, percentages with as many decimals (one at least) as tell it from what was to be reached
-- column result_years: all years that are the worst, e.g. '2020, 2021'; null when all years are alike, and for cumulative targets
-- column low_value: least that the result may be; null when nothing is due yet, or nothing that is due applies
-- column high_value: most that the result may be
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column elapsed_share: periods up to the cut-off as a share of the target's periods, 0 to 1
-- column progress_pct: result as a share of the target, percent
-- column verdict: exceeded, met, not_met; cannot_yet_say when what is unknown could change it; nothing_due_yet, or nothing_due when the target has ended; not_applicable when all that was due says so
-- column due_count: unit figures due up to the cut-off
-- column known_count: unit figures known
-- column coverage_pct: known among due, percent; null when nothing is due yet
with margin as (
    select * from core.target_margin
),

-- 'Below' is strict: what only equals the target is not below it.
judged as (
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
    from margin
),

ended as (
    select target.target_id, target.version, target.last_period_id as cutoff_period_id
    from reference.target as target
    join reference.period as period on period.period_id = target.last_period_id
    where period.ends_on < (select office_on from reference.run)
)

select
    judged.target_id,
    judged.version,
    judged.cutoff_period_id,
    judged.indicator_id,
    judged.target_value,
    judged.expected_value,
    result.result_value,
    judged.shown_value,
    result.result_years,
    result.low_value,
    result.high_value,
    result.is_low_open,
    result.is_high_open,
    result.elapsed_share,
    round(100 * result.result_value / nullif(judged.target_value, 0), 1) as progress_pct,
    case
        when result.due_count = 0 and ended.target_id is not null then 'nothing_due'
        when result.due_count = 0 then 'nothing_due_yet'
        when result.low_value is null then 'not_applicable'
        when result.is_perhaps_void then 'cannot_yet_say'
        when judged.best_verdict = 'not_met' or not judged.is_once_possible then 'not_met'
        when judged.worst_verdict = judged.best_verdict and judged.is_once_sure then judged.best_verdict
        else 'cannot_yet_say'
    end as verdict,
    result.due_count,
    result.known_count,
    round(100 * result.known_count / nullif(result.due_count, 0), 1) as coverage_pct,
from judged
join core.target_result as result using (target_id, version, cutoff_period_id)
left join ended using (target_id, version, cutoff_period_id)
