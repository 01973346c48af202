-- A unit owes one return for a period.
select
    unit_version_id,
    period_id,
    count(*) as row_count,
from marts.return
group by unit_version_id, period_id
having count(*) <> 1 or count(distinct return_id) <> 1
