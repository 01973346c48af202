-- Each indicator of the register is there once.
select
    indicator_id,
    count(*) as row_count,
from (
    select indicator_id from marts.indicator
    union all
    select indicator_id from reference.indicator
)
group by indicator_id
having count(*) <> 2
