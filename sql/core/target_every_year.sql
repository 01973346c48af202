-- description: Targets of kind 'every_year': the worst year so far. A year that is over and falls short is made good by no later one.
-- grain: one row per target of that kind, version and cut-off period
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column result_value: worst year's value of what is known; ratings as ranks
-- column result_years: all years that are the worst, e.g. '2020, 2021'; null when all years are alike
-- column low_value: least that the result may be; null when nothing is due yet, or nothing that is due applies
-- column high_value: most that the result may be
-- column result_exact: result_value without a rounding, {part, whole}: whole numbers, of which the first through the second is it
-- column low_exact: low_value likewise
-- column high_exact: high_value likewise
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column best_low_value: least that the best year may be
-- column best_high_value: most that the best year may be
-- column is_perhaps_void: whether it may turn out that there is nothing to judge
-- column is_without_base: false: it has no base
-- column base_value: null, likewise
-- column is_worst_lost: whether in the worst case a year that is over falls short, which no later one makes good
-- column is_best_lost: whether one does even in the best case
-- column expected_value: what is asked for of every year
-- column can_improve: whether the result may still become better until the target ends
-- column can_worsen: whether it may still become worse
-- column due_count: unit figures due up to the cut-off
-- column known_count: unit figures known
-- What the least and the greatest of the years that are over may be, each beside what is asked for: 1 where it is more.
with past as (
    select
        asked.target_id, asked.version, extreme.last_period_id,
        extreme.is_perhaps_void, extreme.is_least_high_open, extreme.is_greatest_low_open, extreme.is_greatest_high_open,
        list_transform(
            [extreme.least_low_exact, extreme.least_high_exact, extreme.greatest_low_exact, extreme.greatest_high_exact],
            lambda one: beside(one, fraction(asked.asked_value))
        ) as stands,
    from core.target_asked as asked
    join reference.target as target using (target_id, version)
    join core.span_extreme as extreme
        on extreme.indicator_id = asked.indicator_id
        and extreme.first_period_id = target.first_period_id
        and extreme.span_kind = 'year'
    where asked.kind = 'every_year'
)

select
    cutoff.target_id, cutoff.version, cutoff.cutoff_period_id,
    if(is_less_better, extreme.greatest_value, extreme.least_value) as result_value,
    if(is_less_better, extreme.greatest_when, extreme.least_when) as result_years,
    if(is_less_better, extreme.greatest_low_value, extreme.least_low_value) as low_value,
    if(is_less_better, extreme.greatest_high_value, extreme.least_high_value) as high_value,
    coalesce(if(is_less_better, extreme.is_greatest_low_open, extreme.is_least_low_open), false) as is_low_open,
    coalesce(if(is_less_better, extreme.is_greatest_high_open, extreme.is_least_high_open), false) as is_high_open,
    if(is_less_better, extreme.greatest_exact, extreme.least_exact) as result_exact,
    if(is_less_better, extreme.greatest_low_exact, extreme.least_low_exact) as low_exact,
    if(is_less_better, extreme.greatest_high_exact, extreme.least_high_exact) as high_exact,
    extreme.greatest_low_value as best_low_value,
    extreme.greatest_high_value as best_high_value,
    coalesce(extreme.is_perhaps_void, false) as is_perhaps_void,
    coalesce(case
        when is_strict then stands[4] > 0 or (stands[4] = 0 and not past.is_greatest_high_open)
        when is_less_better then stands[4] > 0
        else stands[1] < 0
    end, false) as is_worst_lost,
    coalesce(not past.is_perhaps_void and case
        when is_strict then stands[3] >= 0
        when is_less_better then stands[3] > 0 or (stands[3] = 0 and past.is_greatest_low_open)
        else stands[2] < 0 or (stands[2] = 0 and past.is_least_high_open)
    end, false) as is_best_lost,
    asked.asked_value as expected_value,
    true as can_improve,
    true as can_worsen,
    false as is_without_base, null::decimal(24, 6) as base_value,
    coalesce(extreme.due_count, 0) as due_count, coalesce(extreme.known_count, 0) as known_count,
from core.target_cutoff as cutoff
join core.target_asked as asked using (target_id, version)
left join core.span_extreme as extreme
    on extreme.indicator_id = asked.indicator_id
    and extreme.first_period_id = cutoff.first_period_id
    and extreme.last_period_id = cutoff.cutoff_period_id
    and extreme.span_kind = 'year_to_date'
left join past
    on past.target_id = cutoff.target_id and past.version = cutoff.version
    and past.last_period_id = cutoff.cutoff_period_id
where cutoff.kind = 'every_year'
