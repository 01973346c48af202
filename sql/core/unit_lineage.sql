-- description: The past of each unit: the earlier periods of the unit itself and of every unit that has since become part of it.
-- grain: one row per unit that exists when a period ends, and unit and period that belong to its past, the period itself among them
-- column unit_id: unit as it is in the period
-- column period_id: period
-- column earlier_unit_id: the unit itself, or one that has become part of it
-- column earlier_period_id: the period itself, or an earlier one
-- column periods_back: periods between the two; 0: the period itself
-- column is_same_year: whether both lie in one calendar year
with recursive alive as (
    select
        period.period_id,
        unit.unit_id,
    from reference.period as period
    join reference.unit as unit
        on period.ends_on >= unit.valid_from_on and (unit.valid_to_on is null or period.ends_on <= unit.valid_to_on)
),

step as (
    select
        period_id,
        ends_on,
        lag(period_id) over (partition by period_type order by starts_on) as previous_period_id,
    from reference.period
),

-- From a unit of the previous period by its successors to one that exists now.
heir as (
    select step.period_id, step.ends_on, step.previous_period_id, alive.unit_id as previous_unit_id, alive.unit_id
    from step
    join alive on alive.period_id = step.previous_period_id
    union
    select heir.period_id, heir.ends_on, heir.previous_period_id, heir.previous_unit_id, unit.successor_id as unit_id
    from heir
    join reference.unit as unit
        on unit.unit_id = heir.unit_id and unit.successor_id is not null and unit.valid_to_on < heir.ends_on
    anti join alive on alive.unit_id = heir.unit_id and alive.period_id = heir.period_id
),

inherited as (
    select heir.unit_id, heir.period_id, heir.previous_unit_id, heir.previous_period_id
    from heir
    join alive using (unit_id, period_id)
),

past as (
    select unit_id, period_id, unit_id as earlier_unit_id, period_id as earlier_period_id, 0 as periods_back
    from alive
    union all
    select past.unit_id, past.period_id, inherited.previous_unit_id, inherited.previous_period_id, past.periods_back + 1
    from past
    join inherited on inherited.unit_id = past.earlier_unit_id and inherited.period_id = past.earlier_period_id
)

select
    past.unit_id,
    past.period_id,
    past.earlier_unit_id,
    past.earlier_period_id,
    past.periods_back,
    earlier.year is not distinct from period.year as is_same_year,
from past
join reference.period as period using (period_id)
join reference.period as earlier on earlier.period_id = past.earlier_period_id
