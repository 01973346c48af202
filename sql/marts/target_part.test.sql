-- Joined to observations, a target doubles none: each of its parts is named once for a half-year.
select
    target_version_id,
    period_id,
    indicator_id,
    part,
    count(*) as row_count,
from marts.target_part
group by all
having count(*) > 1
