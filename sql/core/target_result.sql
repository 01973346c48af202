-- description: Result of every target at every cut-off: the worst year so far, or the total so far, with the bounds that the unknown leaves.
-- grain: one row per target, version and cut-off period
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column result_value: worst year's value, or the total, of what is known; ratings as ranks
-- column result_years: all years that are the worst, e.g. '2020, 2021'; null when all years are alike, and for cumulative targets
-- column low_value: least that the result may be; null when nothing is due yet, or nothing that is due applies
-- column high_value: most that the result may be
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column best_low_value: least that the best year may be
-- column best_high_value: most that the best year may be
-- column is_perhaps_void: whether it may turn out that there is nothing to judge
-- column elapsed_share: periods up to the cut-off as a share of the target's periods, 0 to 1
-- column due_count: unit figures due up to the cut-off
-- column known_count: unit figures known
with cutoff as (
    select
        target.*,
        period.period_id as cutoff_period_id,
        count(*) over (this_target order by period.ends_on) / count(*) over this_target as elapsed_share,
    from reference.target as target
    join reference.period as period
        on period.period_type = target.period_type
        and period.starts_on >= target.starts_on
        and period.ends_on <= target.ends_on
    window this_target as (partition by target.target_id, target.version)
),

total as (
    select * from core.span_value where group_kind = 'bloc'
)

select
    cutoff.target_id,
    cutoff.version,
    cutoff.cutoff_period_id,
    coalesce(total.value, if(direction = 'below', greatest_value, least_value)) as result_value,
    if(direction = 'below', greatest_when, least_when) as result_years,
    coalesce(total.low_value, if(direction = 'below', greatest_low_value, least_low_value)) as low_value,
    coalesce(total.high_value, if(direction = 'below', greatest_high_value, least_high_value)) as high_value,
    coalesce(total.is_low_open, if(direction = 'below', is_greatest_low_open, is_least_low_open), false) as is_low_open,
    coalesce(total.is_high_open, if(direction = 'below', is_greatest_high_open, is_least_high_open), false) as is_high_open,
    extreme.greatest_low_value as best_low_value,
    extreme.greatest_high_value as best_high_value,
    coalesce(extreme.is_perhaps_void, false) as is_perhaps_void,
    cutoff.elapsed_share,
    coalesce(total.due_count, extreme.due_count, 0) as due_count,
    coalesce(total.known_count, extreme.known_count, 0) as known_count,
from cutoff
left join total
    on cutoff.rule = 'cumulative'
    and total.indicator_id = cutoff.indicator_id
    and total.span_id = 'since_start:' || cutoff.first_period_id || ':' || cutoff.cutoff_period_id
left join core.span_extreme as extreme
    on cutoff.rule = 'every_year'
    and extreme.indicator_id = cutoff.indicator_id
    and extreme.first_period_id = cutoff.first_period_id
    and extreme.last_period_id = cutoff.cutoff_period_id
    and extreme.span_kind = 'year_to_date'
