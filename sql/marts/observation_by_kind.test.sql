-- Each figure of a unit is told once, has a kind with a name and days, and a total is no part.
select revision_id, unit_version_id, indicator_id, breakdown, kind, sheet_name, address
from marts.observation_by_kind
group by all
having count(*) > 1
    or bool_or(kind_vi is null or starts_on is null or (value_by_kind is not null and part_by_axes is not null))
