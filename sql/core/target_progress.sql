-- description: How far each target is met at each cut-off: result, what was to be reached by then, and the verdict.
-- grain: one row per target, version and cut-off period
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column indicator_id: indicator that measures it; null when it counts other targets
-- column target_value: what the target asks for in the end, in its unit of measure; ratings as ranks
-- column expected_value: what was to be reached by the cut-off, as its kind says; null while nothing was
-- column result_value: what it came to, of what is known, as its kind says; ratings as ranks
-- column result_years: all years that are the worst (once: the best), e.g. '2020, 2021'; null when all years are alike, and for kinds that are about no year
-- column low_value: least that the result may be; null when nothing is due yet, or nothing that is due applies
-- column high_value: most that the result may be
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column result_exact: result_value without a rounding, {part, whole}: whole numbers, of which the first through the second is it
-- column low_exact: low_value likewise
-- column high_exact: high_value likewise
-- column expected_exact: expected_value likewise
-- column base_value: what a share or a growth is compared with; null for all else
-- column elapsed_share: periods up to the cut-off as a share of the target's periods, 0 to 1
-- column progress_pct: result as a share of the target, percent
-- column verdict: exceeded, met, on_the_way, behind, not_met; cannot_yet_say when what is unknown could change it; nothing_due_yet, or nothing_due when the target has ended; not_applicable when all that was due says so; not_defined when there is nothing to compare with
-- column worst_verdict: what it is in the worst case of what is unknown
-- column best_verdict: what it is in the best case
-- column due_count: unit figures due up to the cut-off
-- column known_count: unit figures known
-- column coverage_pct: known among due, percent; null when nothing is due yet
with result as (
    select
        result.target_id, result.version, result.cutoff_period_id,
        result.result_value, result.result_years,
        result.low_value, result.high_value, result.is_low_open, result.is_high_open,
        result.result_exact, result.low_exact, result.high_exact, margin.expected_exact,
        result.base_value, margin.expected_value, sides.worst_verdict, sides.best_verdict,
        result.is_perhaps_void, result.is_without_base, result.due_count, result.known_count,
    from core.target_result as result
    join core.target_margin as margin using (target_id, version, cutoff_period_id)
    join core.target_case as sides using (target_id, version, cutoff_period_id)
    union all by name
    select * from core.target_composite
),

-- In a step of its own: DuckDB repeats what is handed to a function wherever the function names it.
shared as (
    select result.*, percent_of(result.result_exact, fraction(asked.asked_value)) as reached,
        percent_of(fraction(result.known_count), fraction(result.due_count)) as known_share,
    from result join core.target_asked as asked using (target_id, version)
),

ended as (
    select target.target_id, target.version, target.last_period_id as cutoff_period_id from reference.target as target
    join reference.period as period on period.period_id = target.last_period_id
    where period.ends_on < (select office_on from reference.run)
)

select
    result.target_id, result.version, result.cutoff_period_id,
    asked.indicator_id,
    asked.asked_value as target_value,
    result.expected_value,
    result.result_value,
    result.result_years,
    result.low_value, result.high_value,
    result.is_low_open, result.is_high_open,
    result.result_exact, result.low_exact, result.high_exact, result.expected_exact,
    result.base_value,
    cutoff.elapsed_share,
    coalesce(rounded(reached, 1), round(100 * result.result_value / nullif(asked.asked_value, 0), 1))::double as progress_pct,
    case
        when result.due_count = 0 and ended.target_id is not null then 'nothing_due'
        when result.due_count = 0 then 'nothing_due_yet'
        when result.is_without_base then 'not_defined'
        when result.is_perhaps_void then 'cannot_yet_say'
        when result.low_value is null then 'not_applicable'
        when worst_verdict = best_verdict then best_verdict
        else 'cannot_yet_say'
    end as verdict,
    result.worst_verdict,
    result.best_verdict,
    result.due_count,
    result.known_count,
    rounded(known_share, 1)::double as coverage_pct,
from shared as result
join core.target_asked as asked using (target_id, version)
join core.target_cutoff as cutoff using (target_id, version, cutoff_period_id)
left join ended using (target_id, version, cutoff_period_id)
