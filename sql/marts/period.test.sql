-- Each period of the register is there once.
select
    period_id,
    count(*) as row_count,
from (
    select period_id from marts.period
    union all
    select period_id from reference.period
)
group by period_id
having count(*) <> 2
