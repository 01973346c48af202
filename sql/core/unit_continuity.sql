-- description: What of the period before a unit's figures go on from: its own and those of units that have since become part of it; where a unit was split, of all that came of it together.
-- grain: one row per unit and period with one before, and unit and period that is compared with the others
-- column unit_id: unit as it is in the period
-- column period_id: period
-- column other_id: the unit itself, one that came of the same split, or what they were before
-- column other_period_id: the period itself, or the one before
-- column is_before: whether it is of the period before
with own as (
    select unit_id, period_id, earlier_unit_id as other_id, earlier_period_id as other_period_id, periods_back = 1 as is_before
    from core.unit_lineage
    where periods_back in (0, 1) and (periods_back = 1 or earlier_unit_id = unit_id)
)

select own.unit_id, own.period_id, own.other_id, own.other_period_id, own.is_before
from own
anti join reference.unit_split as split on split.unit_id = own.unit_id and split.period_id = own.period_id
union all
select unit_id, period_id, other_id, other_period_id, is_before from reference.unit_split
