-- description: What is known now of every indicator that a unit owes, line by line.
-- grain: one row per unit, period and indicator due
-- kept by: unit_id, period_id
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator
-- column reporter_id: unit whose return says it
-- column told_in_id: period of the return that is to say it; a longer one where it has columns for each part of it
-- column is_owed: whether a form asks for it
-- column return_id: return in force that holds it; null when missing
-- column state: value, zero, none_occurred, not_applicable, no_data, blank, unreadable, or missing when no accepted return came
-- column comparator: '=' for an exact figure, otherwise the bound that the text claims; null when unknown
-- column value: number in the indicator's unit of measure, for ratings the rank; null when unknown
-- column low_value: least that it may be; for what is unknown, the least that the registers, its parts and its total allow
-- column high_value: most that it may be; for what is unknown, the most that these allow
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column low: least that it may be, one step of 0.000001 inside an open end
-- column high: most that it may be, one step of 0.000001 inside an open end
with bound as (
    select
        own.unit_id, own.period_id, own.indicator_id,
        greatest(own.low_value, part.low_value) as low_value,
        least(own.high_value, part.high_value) as high_value,
        if(part.low_value > own.low_value, part.low_value, own.low) as low,
        if(part.high_value < own.high_value, part.high_value, own.high) as high,
    from core.unknown_value as own
    left join core.part_bound as part using (unit_id, period_id, indicator_id)
)

select
    due.unit_id, due.period_id, due.indicator_id, due.reporter_id, due.told_in_id, due.is_owed,
    told.return_id,
    coalesce(told.state, 'missing') as state,
    told.comparator,
    told.value,
    coalesce(bound.low_value, told.low_value) as low_value,
    coalesce(bound.high_value, told.high_value) as high_value,
    coalesce(told.is_low_open and told.low_value = coalesce(bound.low_value, told.low_value), false) as is_low_open,
    coalesce(told.is_high_open and told.high_value = coalesce(bound.high_value, told.high_value), false) as is_high_open,
    coalesce(bound.low, told.low) as low,
    coalesce(bound.high, told.high) as high,
from core.due_figure as due
left join core.observation as told
    on told.is_in_force and told.unit_id = due.unit_id and told.period_id = due.period_id
    and told.indicator_id = due.indicator_id
left join bound on bound.unit_id = due.unit_id and bound.period_id = due.period_id and bound.indicator_id = due.indicator_id
