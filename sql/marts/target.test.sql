-- Each version of a target is there once.
select
    target_version_id,
    count(*) as row_count,
from (
    select target_version_id from marts.target
    union all
    select target_id || '/' || version as target_version_id from reference.target
)
group by target_version_id
having count(*) <> 2
