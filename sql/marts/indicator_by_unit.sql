-- description: Every indicator of every unit, half-year by half-year, rates included.
-- grain: one row per unit, period and indicator due from it
-- column unit_id: reporting unit
-- column unit_name_vi: its name on the last day of the period
-- column current_unit_id: unit that answers for it today
-- column period_id: half-year
-- column indicator_id: indicator
-- column unit_of_measure: unit of the values; for 'rating' they are ranks
-- column state: value, zero, none_occurred, not_applicable, blank, unreadable or missing; of a rate that of its worst-known part
-- column comparator: '=' for an exact figure, otherwise the bound that the text claims; null when unknown
-- column value: value as reported, or percent for a rate; null when unknown
-- column return_id: return in force that holds it; null when missing
with indicator_value as (
    select * from core.indicator_value
),

rate as (
    select
        span_rate_pair.*,
        indicator.valid_max,
    from core.span_rate_pair as span_rate_pair
    join core.span as span using (span_id)
    join reference.indicator as indicator using (indicator_id)
    where span.span_kind = 'period'
),

every as (
    select unit_id, period_id, indicator_id, state, comparator, value, return_id from indicator_value
    union all
    select
        unit_id,
        period_id,
        indicator_id,
        case
            when numerator is null or state = 'not_applicable' then state
            when denominator = 0 then 'not_applicable'
            when numerator = 0 then 'zero'
            else 'value'
        end as state,
        if(state <> 'not_applicable' and denominator > 0, if(is_exact, '=', '≈'), null) as comparator,
        if(state <> 'not_applicable' and denominator > 0, valid_max * numerator / denominator, null)::decimal(24, 6) as value,
        return_id,
    from rate
)

select
    every.unit_id,
    unit.name_vi as unit_name_vi,
    unit.current_unit_id,
    every.period_id,
    every.indicator_id,
    indicator.unit_of_measure,
    every.state,
    every.comparator,
    every.value,
    every.return_id,
from every
join reference.period as period using (period_id)
join reference.indicator as indicator using (indicator_id)
join core.unit_history as unit
    on unit.unit_id = every.unit_id
    and period.ends_on between unit.valid_from_on and coalesce(unit.valid_to_on, period.ends_on)
