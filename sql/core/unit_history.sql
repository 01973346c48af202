-- description: Units over time, each span with the unit that answers for it today.
-- grain: one row per unit and span of days
-- column unit_id: unit, as it reports or reported
-- column valid_from_on: first day of the span
-- column valid_to_on: last day of the span; null when it still holds
-- column name_vi: name during the span; where another unit has the same, with a unit that it is part of
-- column kind: kind of unit during the span, code list 'unit_kind'
-- column sector: sector during the span, code list 'sector'
-- column successor_id: unit that takes over at the end of the span; null when none does
-- column current_unit_id: unit that answers today: the unit itself, or the last of its successors
select
    unit.unit_id,
    unit.valid_from_on,
    unit.valid_to_on,
    unit.distinct_name_vi as name_vi,
    unit.kind,
    unit.sector,
    unit.successor_id,
    heir.heir_id as current_unit_id,
from reference.unit as unit
join core.unit_heir as heir on heir.unit_id = unit.unit_id and heir.period_id is null
