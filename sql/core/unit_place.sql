-- description: Where each unit lies among the others during each of its spans, on its last day: the unit that it is part of, and how deep.
-- grain: one row per unit and span of days
-- column unit_id: unit
-- column valid_from_on: first day of the span
-- column parent_id: unit that it is part of; null at the top
-- column parent_name_vi: name that this unit has then
-- column level: 1 for a unit that is part of none, one more for each unit above it
with recursive span as (
    select *, coalesce(valid_to_on, 'infinity'::date) as last_on from reference.unit
),

-- Of each unit the row that tells what it is part of on the day on which a span of another one ends.
climbed as (
    select
        unit_id, valid_from_on, last_on, parent_id,
        parent_id as above_id,
        1 as level,
    from span
    union all
    select
        climbed.unit_id, climbed.valid_from_on, climbed.last_on, climbed.parent_id,
        above.parent_id as above_id,
        climbed.level + 1 as level,
    from climbed
    join span as above on above.unit_id = climbed.above_id and climbed.last_on between above.valid_from_on and above.last_on
    where climbed.level < 20
)

select
    climbed.unit_id,
    climbed.valid_from_on,
    climbed.parent_id,
    arg_max(parent.distinct_name_vi, parent.valid_from_on) as parent_name_vi,
    max(climbed.level) as level,
from climbed
left join span as parent on parent.unit_id = climbed.parent_id and parent.valid_from_on <= climbed.last_on
group by climbed.unit_id, climbed.valid_from_on, climbed.parent_id
