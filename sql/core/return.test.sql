-- At any instant at most one revision of a return is in force, and it has no finding of severity 'error'; only an accepted one is known.
select
    earlier.return_id,
    later.return_id as also_in_force,
from core.return as earlier
join core.return as later
    on later.unit_id = earlier.unit_id
    and later.period_id = earlier.period_id
    and later.revision > earlier.revision
    and later.known_from_at < coalesce(earlier.known_to_at, 'infinity'::timestamp)
where earlier.status = 'accepted' and later.status = 'accepted'
union all
select
    return_id,
    status as also_in_force,
from core.return
where (error_count > 0 and status = 'accepted')
    or (error_count = 0 and status not in ('accepted', 'withdrawn'))
    or (status <> 'accepted' and (is_in_force or known_from_at is not null))
