-- Every return was checked, one at most is in force for a unit and period, and what is in force is not superseded.
select
    unit_id,
    period_id,
    count(*) filter (where is_in_force) as in_force_count,
    count(*) filter (where check_count = 0) as unchecked_count,
from marts.return_status
group by unit_id, period_id
having count(*) filter (where is_in_force) > 1
    or count(*) filter (where check_count = 0) > 0
    or count(*) filter (where is_in_force and status not in ('accepted', 'accepted_with_warnings')) > 0
