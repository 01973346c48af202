-- Members of each period, as units were organised then and as they are now: totals are the same. Those of a unit that was split stand
-- under 'several units' (units_as_is.sql shares them out).
select period_id, unit_id as unit_then, name_vi as name_then_vi, current_unit_id as unit_now, current_unit_name_vi as name_now_vi,
    closing_by_period[period_id] as member_count,
    sum(closing_by_period[period_id]) over (partition by period_id, current_unit_id) as member_count_now
from marts.observation
join marts.unit using (unit_version_id)
where indicator_id = 'members_closing' and closing_by_period is not null
order by period_id, unit_now, unit_then
