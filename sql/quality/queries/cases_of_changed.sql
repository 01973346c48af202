-- description: Cases of what is registered as 'changed'. 'cases': the table with the cases of the kind.
select judged.*
from query_table($cases) as judged
where (coalesce(unit_id, ''), coalesce(period_id, '')) in (select (unit_id, period_id) from changed)
