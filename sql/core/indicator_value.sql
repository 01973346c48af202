-- description: What is known now of every indicator that a unit owes, and of those derived from its rating, case by case.
-- grain: one row per unit, period and indicator that is due or derived from one that is
-- kept by: unit_id, period_id
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator, reported or derived (rates are computed in the marts)
-- column return_id: return in force that holds it; null when missing
-- column state: value, zero, none_occurred, not_applicable, no_data, blank, unreadable or missing when no accepted return came
-- column comparator: '=' for an exact figure, otherwise the bound that the text claims; null when unknown
-- column value: number in the indicator's unit of measure, for ratings the rank; null when unknown
-- column low_value: least that it may be; for what is unknown, the least that the register allows
-- column high_value: most that it may be; for what is unknown, the most that the register allows
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
with reported as (
    select * from core.reported_value
),

threshold as (
    select
        indicator.indicator_id,
        indicator.derived_from_id,
        arg_max(code.rank, code.valid_from_on) as least_rank,
    from reference.indicator as indicator
    join reference.code as code on code.list_id = 'rating' and code.code = indicator.derived_at_least
    group by all
),

-- 1 when the rating reaches the threshold; an unknown rating may or may not reach it, one that does not apply is not counted.
derived as (
    select
        reported.unit_id,
        reported.period_id,
        threshold.indicator_id,
        reported.return_id,
        reported.state,
        reported.comparator,
        (reported.value >= threshold.least_rank)::integer as value,
        -- What is unknown may turn out not to apply, and is then not counted.
        coalesce(reported.value >= threshold.least_rank, false)::integer as low_value,
        (reported.high_value >= threshold.least_rank and reported.state <> 'not_applicable')::integer as high_value,
        false as is_low_open,
        false as is_high_open,
    from reported
    join threshold on threshold.derived_from_id = reported.indicator_id
)

select
    unit_id,
    period_id,
    indicator_id,
    return_id,
    state,
    comparator,
    value,
    low_value,
    high_value,
    is_low_open,
    is_high_open,
from reported
union all
select
    unit_id,
    period_id,
    indicator_id,
    return_id,
    state,
    comparator,
    value,
    low_value,
    high_value,
    is_low_open,
    is_high_open,
from derived
