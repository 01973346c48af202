-- A plan has one row, a unit of its period and a return that stands.
select plan.unit_version_id, plan.indicator_id, plan.days_vi
from marts.plan as plan
left join core.return as returned on returned.return_id = plan.revision_id and returned.is_in_force
group by all
having count(*) > 1 or bool_or(returned.return_id is null)
