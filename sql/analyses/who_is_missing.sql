-- Who has not reported, or was rejected, in the latest period for which anything came.
select
    unit_id,
    unit_name_vi,
    period_id,
    status,
    error_count,
    due_on,
from marts.return_completeness
where status <> 'accepted'
    and period_id = (select max(period_id) from marts.return_completeness where status = 'accepted')
order by unit_id
