-- description: Revisions by period, and what became of them.
select period_vi, status_vi, count(*) as count
from marts.return_revision
group by period_id, period_vi, status, is_superseded, status_vi
order by period_id, is_superseded, status
