-- description: Every indicator of every unit, half-year by half-year, rates included.
-- grain: one row per unit, period and indicator due from it
-- column unit_id: reporting unit
-- column unit_name_vi: its name on the last day of the period
-- column current_unit_id: unit that answers for it today
-- column period_id: half-year
-- column indicator_id: indicator
-- column unit_of_measure: unit of the values; for 'rating' they are ranks
-- column state: value, zero, none_occurred, not_applicable, blank, unreadable or missing
-- column comparator: '=' for an exact figure, otherwise the bound that the text claims; null when unknown
-- column value: value as reported, or percent for a rate; null when unknown
-- column return_id: return in force that holds it; null when missing
with indicator_value as (
    select * from core.indicator_value
),

part as (
    select indicator_id, true as is_numerator, unnest(numerator_ids) as part_id from reference.indicator
    union all
    select indicator_id, false as is_numerator, unnest(denominator_ids) as part_id from reference.indicator
),

-- A rate is known when all its parts are.
rate as (
    select
        parts.unit_id,
        parts.period_id,
        part.indicator_id,
        bool_and(parts.value is not null) as is_known,
        sum(parts.value) filter (where part.is_numerator) as numerator,
        sum(parts.value) filter (where not part.is_numerator) as denominator,
        max(parts.state) filter (where parts.value is null) as unknown_state,
        bool_and(coalesce(parts.comparator, '=') = '=') as is_exact,
        any_value(parts.return_id) as return_id,
    from part
    join indicator_value as parts on parts.indicator_id = part.part_id
    group by parts.unit_id, parts.period_id, part.indicator_id
),

every as (
    select unit_id, period_id, indicator_id, state, comparator, value, return_id from indicator_value
    union all
    select
        unit_id,
        period_id,
        indicator_id,
        case
            when not is_known then unknown_state
            when denominator = 0 then 'not_applicable'
            when numerator = 0 then 'zero'
            else 'value'
        end as state,
        if(is_known and denominator > 0, if(is_exact, '=', '≈'), null),
        if(is_known and denominator > 0, 100.0 * numerator / denominator, null)::decimal(24, 6),
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
