-- Nothing is lost between units as they were and as they are: what a unit became is all of it, and may be no more.
select
    unit.unit_id,
    unit.valid_from_on,
    sum(share.least_share) as least_share,
    sum(share.most_share) as most_share,
from reference.unit as unit
left join marts.unit_as_is as share on share.as_was_unit_version_id = unit.unit_id || '/' || unit.valid_from_on
group by unit.unit_id, unit.valid_from_on
having not coalesce(sum(share.least_share) <= 1 and sum(share.most_share) >= 1, false)
