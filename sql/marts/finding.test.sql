-- No finding is lost or doubled on its way to the reader, and an error is open until the return is mended.
select
    finding_id,
    count(*) as row_count,
from (
    select finding_id from marts.finding
    union all
    select finding_id from quality.finding
)
group by finding_id
having count(*) <> 2
union all
select
    finding_id,
    0 as row_count,
from marts.finding
where severity = 'error' and is_open <> is_current
