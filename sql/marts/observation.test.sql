-- No figure is lost or doubled on its way to the reader, and neither a rating nor a rate is a number that could be added up.
-- of each part by itself
select
    unit_version_id,
    period_id,
    indicator_id,
    count(*) as row_count,
from (
    select unit_version_id, period_id, indicator_id, measure, value from marts.observation
    union all
    select unit.unit_version_id, period_id, known.indicator_id, 'due' as measure, null as value
    from core.unit_value as known
    join core.unit_of_period as unit using (unit_id, period_id)
)
group by unit_version_id, period_id, indicator_id
having count(*) <> 2 or count(*) filter (where measure <> 'flow' and value is not null) > 0
