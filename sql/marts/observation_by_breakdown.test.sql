-- A unit's figure of an indicator stands once for each breakdown of a period, and none of them is a total.
select unit_version_id, period_id, indicator_id, breakdown, count(*) as row_count
from marts.observation_by_breakdown
group by unit_version_id, period_id, indicator_id, breakdown
having count(*) > 1 or breakdown = ''
