-- No figure is lost or doubled on its way to the reader, and neither a rating nor a rate is a number that could be added up.
select
    return_id,
    indicator_id,
    count(*) as row_count,
from (
    select return_id, indicator_id, measure, value from marts.observation
    union all
    select unit_id || '-' || period_id as return_id, indicator_id, 'due' as measure, null as value from core.unit_value
)
group by return_id, indicator_id
having count(*) <> 2 or count(*) filter (where measure <> 'flow' and value is not null) > 0
