-- description: Result of every target at every cut-off that figures are compared with, whatever its kind, with the bounds that the unknown leaves. A kind is a line here and a model core.target_<kind>.
-- grain: one row per target that is no composite, version and cut-off period
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column result_value: what it came to, of what is known, as its kind says; ratings as ranks; null where a figure is missing without which that is no result: a stock without a unit, or what lies outside of its own bounds
-- column result_years: all years that are the worst (once: the best), e.g. '2020, 2021'; null when all years are alike, and for kinds that are about no year
-- column low_value: least that the result may be; null when nothing is due yet, or nothing that is due applies
-- column high_value: most that the result may be
-- column result_exact: result_value without a rounding, {part, whole}: whole numbers, of which the first through the second is it
-- column low_exact: low_value likewise
-- column high_exact: high_value likewise
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column best_low_value: of every year, least that the best year may be
-- column best_high_value: of every year, most that the best year may be
-- column is_perhaps_void: whether it may turn out that there is nothing to judge
-- column is_without_base: whether there is nothing to compare with: no base is known, or it is zero
-- column base_value: what a share or a growth is compared with
-- column expected_value: what was to be reached by the cut-off; null while nothing was
-- column can_improve: whether the result may still become better until the target ends
-- column can_worsen: whether it may still become worse
-- column is_worst_lost: whether in the worst case it is lost already: a year that is over falls short, which no later one makes good
-- column is_best_lost: whether it is even in the best case
-- column due_count: unit figures due up to the cut-off
-- column known_count: unit figures known
with result as (
    select * from core.target_cumulative
    union all by name
    select * from core.target_every_year
    union all by name
    select * from core.target_average
    union all by name
    select * from core.target_once
    union all by name
    select * from core.target_by_date
    union all by name
    select * from core.target_done
    union all by name
    select * from core.target_share_of_base
    union all by name
    select * from core.target_growth
),

-- Each as a fraction in lowest terms; what was too long for one is as near as six decimals.
reduced as (
    select
        *,
        list_transform(
            [[result_exact, fraction(result_value)], [low_exact, fraction(low_value)], [high_exact, fraction(high_value)]],
            lambda one: reduced(if(one[1]['part'] is null, one[2], one[1]))
        ) as exact,
    from result
),

-- A total so far is one whatever is still to come; a level without a unit is none, and compared with all would contradict.
sound as (
    select
        result.* exclude (result_exact, low_exact, high_exact),
        exact[1] as result_exact, exact[2] as low_exact, exact[3] as high_exact,
        (asked.aggregation = 'sum' and asked.kind in ('cumulative', 'average', 'by_date', 'done'))
            or (
                (known_count = due_count or asked.aggregation <> 'last' or low_value = high_value)
                and coalesce(result_value::decimal(24, 6) between low_value and high_value, true)
                and not (is_low_open and exact[1] = exact[2])
                and not (is_high_open and exact[1] = exact[3])
            ) as is_sound,
    from reduced as result
    join core.target_asked as asked using (target_id, version)
)

select
    target_id, version, cutoff_period_id,
    if(is_sound, result_value, if(low_value = high_value, low_value, null)) as result_value,
    if(is_sound, result_years, null) as result_years,
    low_value, high_value, if(is_sound, result_exact, if(low_value = high_value, low_exact, null)) as result_exact,
    low_exact, high_exact, is_low_open, is_high_open, best_low_value, best_high_value,
    is_perhaps_void, is_without_base, base_value, is_worst_lost, is_best_lost, expected_value, can_improve, can_worsen,
    due_count, known_count,
from sound
