-- description: Bounds of every rate of a unit alone over a period that the rate is asked for.
-- grain: one row per unit, period and rate
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: rate
-- column low_value: percent, least that it may be; null when the denominator is surely zero, so that there is no rate
-- column high_value: percent, most that it may be; null when there is no rate
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
with period as (
    select distinct span_id, period_id from core.span_part where is_period
)

select
    rate.group_code as unit_id,
    period.period_id,
    rate.indicator_id,
    rate.low_value,
    rate.high_value,
    rate.is_low_open,
    rate.is_high_open,
from core.span_rate as rate
join period using (span_id)
where rate.group_kind = 'unit'
