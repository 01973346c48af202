-- description: Which unit answers for each unit on the last day of each period: itself while it exists, else the unit that took over, or that unit's successor.
-- grain: one row per unit that had begun, and period
-- column unit_id: unit
-- column period_id: period
-- column heir_id: unit that answers for it: the unit itself, or the last of its successors
-- column is_alive: whether that unit exists on the period's last day; false: it ended without a successor, or pauses
-- What each unit was last: its last span begun by then decides whether it was succeeded.
with recursive known as (
    select
        period.period_id,
        unit.unit_id,
        coalesce(unit.valid_to_on >= period.ends_on, true) as is_alive,
        if(is_alive, null, unit.successor_id) as successor_id,
    from reference.period as period
    join reference.unit as unit on unit.valid_from_on <= period.ends_on
    qualify row_number() over (partition by period.period_id, unit.unit_id order by unit.valid_from_on desc) = 1
),

-- A successor outlives the unit that it succeeds, as the register says, so no chain comes back.
chain as (
    select unit_id, period_id, unit_id as heir_id
    from known
    union all
    select chain.unit_id, chain.period_id, known.successor_id as heir_id
    from chain
    join known on known.unit_id = chain.heir_id and known.period_id = chain.period_id
    where known.successor_id is not null
)

select
    chain.unit_id,
    chain.period_id,
    chain.heir_id,
    known.is_alive,
from chain
join known on known.unit_id = chain.heir_id and known.period_id = chain.period_id
where known.successor_id is null
