-- Each span of a unit has one key, and every line of the register is there.
select
    unit_version_id,
    count(*) as row_count,
from (
    select unit_version_id from marts.unit where unit_id is not null
    union all
    select unit_id || '/' || valid_from_on as unit_version_id from reference.unit
)
group by unit_version_id
having count(*) <> 2
