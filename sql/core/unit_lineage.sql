-- description: The past of each unit: the earlier periods of the unit itself and of every unit that has since become part of it.
-- grain: one row per unit that exists when a period ends, and unit and period that belong to its past, the period itself among them
-- column unit_id: unit as it is in the period
-- column period_id: period
-- column earlier_unit_id: the unit itself, or one that has become part of it
-- column earlier_period_id: the period itself, or an earlier one
-- column periods_back: periods between the two; 0: the period itself
-- column is_same_year: whether both lie in one calendar year
-- column is_parted: whether the unit, or one that it was since, came of a split after the earlier period: then its figures go on from those of that period together with the others' alone (core.unit_continuity)
with recursive alive as (
    select unit_id, period_id from core.unit_heir where heir_id = unit_id and is_alive
),

step as (
    select
        period_id,
        lag(period_id) over (partition by period_type order by starts_on) as previous_period_id,
    from reference.period
),

-- From a unit of the previous period to the one that answers for it now.
inherited as (
    select heir.heir_id as unit_id, heir.period_id, alive.unit_id as previous_unit_id, step.previous_period_id
    from step
    join alive on alive.period_id = step.previous_period_id
    join core.unit_heir as heir on heir.unit_id = alive.unit_id and heir.period_id = step.period_id
    where heir.is_alive
),

split as (
    select distinct unit_id, period_id from reference.unit_split
),

past as (
    select unit_id, period_id, unit_id as earlier_unit_id, period_id as earlier_period_id, 0 as periods_back, false as is_parted
    from alive
    union all
    select past.unit_id, past.period_id, inherited.previous_unit_id, inherited.previous_period_id, past.periods_back + 1,
        past.is_parted or split.unit_id is not null
    from past
    left join split on split.unit_id = past.earlier_unit_id and split.period_id = past.earlier_period_id
    join inherited on inherited.unit_id = past.earlier_unit_id and inherited.period_id = past.earlier_period_id
)

select
    past.unit_id,
    past.period_id,
    past.earlier_unit_id,
    past.earlier_period_id,
    past.periods_back,
    earlier.year is not distinct from period.year as is_same_year,
    past.is_parted,
from past
join reference.period as period using (period_id)
join reference.period as earlier on earlier.period_id = past.earlier_period_id
