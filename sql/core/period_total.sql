-- description: What all units that owe a figure report of it in a period, with the bounds of what is missing or unknown.
-- grain: one row per period and indicator due in it
-- column period_id: period
-- column indicator_id: indicator
-- column low: least that the sum may be
-- column high: most that it may be
-- column due_count: units that owe it
-- column known_count: units whose figure is known
-- column is_begun: whether any return has come for the period
with begun as (
    select distinct period_id from core.return
)

select
    reported.period_id,
    reported.indicator_id,
    sum(reported.low) as low,
    sum(reported.high) as high,
    count(*) as due_count,
    count(*) filter (where reported.state not in ('blank', 'no_data', 'unreadable', 'missing')) as known_count,
    any_value(begun.period_id) is not null as is_begun,
from core.reported_value as reported
left join begun using (period_id)
anti join core.unit_total as total
    on total.unit_id = reported.unit_id and total.period_id = reported.period_id and total.indicator_id = reported.indicator_id
group by reported.period_id, reported.indicator_id
