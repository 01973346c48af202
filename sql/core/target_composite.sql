-- description: Targets of kind 'composite': how many of several targets are reached, each as it is judged at the cut-off or, if before, at its own end.
-- grain: one row per composite target, version and cut-off period
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column result_value: targets surely reached
-- column result_years: null: it is about no year
-- column low_value: the same
-- column high_value: targets that may be reached
-- column is_low_open: false: it is a whole number
-- column is_high_open: false, likewise
-- column base_value: null: it has no base
-- column expected_value: how many are asked for
-- column result_exact: result_value as {part, whole}, as those of other kinds, which are rounded
-- column low_exact: low_value likewise
-- column high_exact: high_value likewise
-- column expected_exact: expected_value likewise
-- column worst_verdict: verdict in the worst case of what is unknown
-- column best_verdict: verdict in the best case
-- column is_perhaps_void: false: there is always something to count
-- column is_without_base: false: it has no base
-- column due_count: unit figures due of all these targets
-- column known_count: unit figures known
with part_case as (
    select
        cutoff.target_id, cutoff.version, cutoff.cutoff_period_id, cutoff.is_ended,
        own.due_count, own.known_count,
        if(own.is_ended, 'not_met', 'on_the_way') as while_none,
        -- What may turn out to be nothing to judge is not reached then; what has no base never is.
        case when own.is_without_base then 'not_met' when own.is_perhaps_void then 'behind' else own.worst_verdict end
            as worst_verdict,
        case
            when own.is_without_base then 'not_met'
            when own.is_perhaps_void then coalesce(own.best_verdict, 'exceeded')
            else own.best_verdict
        end as best_verdict,
    from core.target_cutoff as cutoff
    join core.target_measured as part using (target_id, version)
    left join core.target_case as own
        on own.target_id = part.part_id and own.version = cutoff.version and own.ends_on <= cutoff.ends_on
    where cutoff.kind = 'composite' and not part.is_base
    qualify row_number() over (
        partition by cutoff.target_id, cutoff.version, cutoff.cutoff_period_id, part.part_id
        order by own.ends_on desc nulls last
    ) = 1
),

counted as (
    select
        target_id, version, cutoff_period_id, is_ended,
        count(*) filter (where worst_verdict in ('exceeded', 'met')) as least_count,
        count(*) filter (where best_verdict in ('exceeded', 'met')) as most_count,
        count(*) filter (where coalesce(worst_verdict, while_none) in ('exceeded', 'met', 'on_the_way')) as least_on_the_way,
        count(*) filter (where coalesce(best_verdict, while_none) in ('exceeded', 'met', 'on_the_way')) as most_on_the_way,
        count(*) filter (where coalesce(worst_verdict, while_none) <> 'not_met') as least_possible,
        count(*) filter (where coalesce(best_verdict, while_none) <> 'not_met') as most_possible,
        coalesce(sum(due_count), 0)::bigint as due_count, coalesce(sum(known_count), 0)::bigint as known_count,
    from part_case
    group by target_id, version, cutoff_period_id, is_ended
)

select
    target_id, version, cutoff_period_id,
    least_count::decimal(24, 6) as result_value,
    null::varchar as result_years,
    least_count::decimal(24, 6) as low_value, most_count::decimal(24, 6) as high_value,
    false as is_low_open, false as is_high_open,
    null::decimal(24, 6) as base_value,
    asked_value as expected_value,
    fraction(least_count) as result_exact, result_exact as low_exact, fraction(most_count) as high_exact,
    fraction(asked_value) as expected_exact,
    case
        when least_count >= asked_value then if(least_count > asked_value, 'exceeded', 'met')
        when is_ended or least_possible < asked_value then 'not_met'
        else if(least_on_the_way >= asked_value, 'on_the_way', 'behind')
    end as worst_verdict,
    case
        when most_count >= asked_value then if(most_count > asked_value, 'exceeded', 'met')
        when is_ended or most_possible < asked_value then 'not_met'
        else if(most_on_the_way >= asked_value, 'on_the_way', 'behind')
    end as best_verdict,
    false as is_perhaps_void, false as is_without_base,
    due_count, known_count,
from counted
join core.target_asked as asked using (target_id, version)
