-- description: Units over time, each span with the unit that answers for it today.
-- grain: one row per unit and span of days
-- column unit_id: unit, as it reports or reported
-- column valid_from_on: first day of the span
-- column valid_to_on: last day of the span; null when it still holds
-- column name_vi: official name during the span
-- column kind: kind of unit during the span, code list 'unit_kind'
-- column sector: sector during the span, code list 'sector'
-- column successor_id: unit that takes over at the end of the span; null when none does
-- column current_unit_id: unit that answers today: the unit itself, or the last of its successors
with recursive unit as (
    select * from reference.unit
),

-- A unit's last span decides whether it was succeeded.
succeeded as (
    select
        unit_id,
        arg_max(coalesce(successor_id, ''), valid_from_on) as successor_id,
    from unit
    group by unit_id
),

chain as (
    select
        unit_id,
        unit_id as current_unit_id,
        0 as steps,
    from succeeded
    union all
    select
        chain.unit_id,
        succeeded.successor_id as current_unit_id,
        chain.steps + 1 as steps,
    from chain
    join succeeded on succeeded.unit_id = chain.current_unit_id
    where succeeded.successor_id <> '' and chain.steps < 20
),

current_unit as (
    select
        unit_id,
        arg_max(current_unit_id, steps) as current_unit_id,
    from chain
    group by unit_id
)

select
    unit.unit_id,
    unit.valid_from_on,
    unit.valid_to_on,
    unit.name_vi,
    unit.kind,
    unit.sector,
    unit.successor_id,
    current_unit.current_unit_id,
from unit
join current_unit using (unit_id)
