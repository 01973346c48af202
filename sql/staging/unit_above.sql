-- description: Units that each unit is part of, directly or by way of others, on the last day of each period.
-- grain: one row per unit, period and unit that it is part of
-- column part_id: unit
-- column period_id: period
-- column whole_id: unit that it is part of
-- column level: how far above it is, from 1
with recursive dated as (
    select unit.unit_id as part_id, period.period_id, unit.parent_id as whole_id
    from reference.unit as unit
    join reference.period as period
        on period.ends_on >= unit.valid_from_on and (unit.valid_to_on is null or period.ends_on <= unit.valid_to_on)
    where unit.parent_id is not null
),

above as (
    select part_id, period_id, whole_id, 1 as level from dated
    union all
    select above.part_id, above.period_id, dated.whole_id, above.level + 1 as level
    from above
    join dated on dated.part_id = above.whole_id and dated.period_id = above.period_id
    where above.level < 20
)

select part_id, period_id, whole_id, level from above
