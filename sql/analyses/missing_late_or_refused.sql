-- Who is missing, late or refused: returns that are overdue, came after the due day, or of which the newest file does not count.
select unit_name_vi, period_vi, status_vi, due_on, received_on, late_days, error_count
from marts.return
where status not in ('accepted', 'not_yet_due') or late_days > 0
order by period_id, status, unit_version_id
