-- Joined to observations, a target doubles none, by whatever it is named: each of its parts stands once for a period.
select
    target.target_id,
    part.period_id,
    part.indicator_id,
    part.part,
    count(*) as row_count,
from marts.target_part as part
join reference.target as target on target.target_id || '/' || target.version = part.target_version_id
group by all
having count(*) > 1
