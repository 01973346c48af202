-- Every return was checked and is told once, one at most is in force for a unit and period, and what is in force is not superseded.
select
    of_return_id,
    count(*) filter (where is_in_force) as in_force_count,
    count(*) filter (where validation_count = 0) as unchecked_count,
from marts.return_revision
group by of_return_id
having count(*) filter (where is_in_force) > 1
    or count(*) filter (where validation_count = 0) > 0
    or count(*) filter (where is_in_force <> (starts_with(status, 'accepted') and not is_superseded)) > 0
    or count(*) <> count(distinct revision_id)
union all
select
    return_id as of_return_id,
    0 as in_force_count,
    0 as unchecked_count,
from core.return
where return_id not in (select revision_id from marts.return_revision)
