-- Whom to chase: who has not reported for a period whose due day has passed, and whose newest file was rejected, held or not readable.
select
    unit_id,
    unit_name_vi,
    period_id,
    status,
    is_stale as an_older_revision_stands_in,
    newest_status,
    newest_path,
    error_count,
    due_on,
from marts.return_completeness
where is_stale
    or status not in ('accepted', 'missing', 'withdrawn')
    or (status <> 'accepted' and is_overdue)
order by period_id, unit_id
