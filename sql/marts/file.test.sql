-- Every path is told once.
select
    path,
    count(*) as row_count,
from (
    select path from marts.file
    union all
    select path from core.file
)
group by path
having count(*) <> 2
