-- description: Units that others are part of, and how deep each lies.
-- grain: one row per unit that has parts and period
-- column unit_id: unit
-- column period_id: period
-- column level: its depth: 1 for one that is part of none
-- column parent_id: unit that it is part of; null at the top
-- column part_count: units below it that have no parts themselves
with whole as (
    select distinct whole_id as unit_id, period_id from staging.unit_above
)

select
    whole.unit_id,
    whole.period_id,
    1 + count(distinct above.whole_id) as level,
    arg_min(above.whole_id, above.level) as parent_id,
    count(distinct below.part_id) filter (where deeper.unit_id is null) as part_count,
from whole
left join staging.unit_above as above on above.part_id = whole.unit_id and above.period_id = whole.period_id
join staging.unit_above as below on below.whole_id = whole.unit_id and below.period_id = whole.period_id
left join whole as deeper on deeper.unit_id = below.part_id and deeper.period_id = below.period_id
group by whole.unit_id, whole.period_id
