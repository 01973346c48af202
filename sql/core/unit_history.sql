-- description: Units over time, each span with the unit that answers for all of it on the day of the run.
-- grain: one row per unit and span of days
-- column unit_id: unit, as it reports or reported
-- column valid_from_on: first day of the span
-- column valid_to_on: last day of the span; null when it still holds
-- column name_vi: name during the span; where another unit has the same, with a unit that it is part of
-- column kind: kind of unit during the span, code list 'unit_kind'
-- column sector: sector during the span, code list 'sector'
-- column successor_id: unit that takes over at the end of the span; null when none does
-- column current_unit_id: unit that answers for all of it on that day: the unit itself, or what it has become by then; null where that is several
-- column current_from_on: first day of that unit's span; null likewise
select
    unit.unit_id,
    unit.valid_from_on,
    unit.valid_to_on,
    unit.distinct_name_vi as name_vi,
    unit.kind,
    unit.sector,
    unit.successor_id,
    current.unit_id as current_unit_id,
    current.from_on as current_from_on,
from reference.unit as unit
left join (
    select share.unit_id as was_id, share.valid_from_on, any_value(share.became_id) as unit_id,
        any_value(share.became_from_on) as from_on,
    from reference.unit_share as share
    cross join reference.run as run
    where run.office_on between coalesce(share.holds_from_on, run.office_on) and coalesce(share.holds_to_on, run.office_on)
    group by share.unit_id, share.valid_from_on
    having count(*) = 1
) as current on current.was_id = unit.unit_id and current.valid_from_on = unit.valid_from_on
