-- description: Returns past their due day, by period.
select period_id, count(*) as count
from marts.return
where status = 'overdue'
group by period_id
order by period_id
