-- Whom to chase: who has not reported though the due day has passed, and whose newest file was rejected, held or not readable.
select unit_id, unit_name_vi, period_id, status, is_stale as an_older_revision_stands_in, newest_status, newest_path, error_count, due_on
from marts.return
join marts.unit using (unit_version_id)
where status not in ('accepted', 'not_yet_due', 'withdrawn') or (status = 'withdrawn' and is_past_due_day)
order by period_id, unit_id
