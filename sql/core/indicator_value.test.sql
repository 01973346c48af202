-- A unit has one value of an indicator in a period.
-- of each part by itself
select
    unit_id,
    period_id,
    indicator_id,
    count(*) as value_count,
from core.indicator_value
group by unit_id, period_id, indicator_id
having count(*) > 1
