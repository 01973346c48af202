-- Every return in force stands for its unit and period, and what came last is it or is newer.
select
    unit_id,
    period_id,
    returned.return_id,
from core.return as returned
left join core.standing as standing using (unit_id, period_id)
where returned.is_in_force
    and (standing.return_id is distinct from returned.return_id or standing.newest_path is null)
union all
select
    unit_id,
    period_id,
    return_id,
from core.standing
where is_stale and (return_id is null or newest_status in ('accepted', 'withdrawn'))
