-- description: Revisions by period and status.
select period_vi, status_vi, count(*) as count
from marts.return_revision
group by period_id, period_vi, status, status_vi
order by period_id, status
