-- description: Units over time: what each was, day by day, and which unit answers for it today. Count units where is_latest_version, those of today where is_in_effect.
-- grain: one row per unit and span of days, so more rows than units, and two for what is about no single unit: 'bloc' (all units together) and '-' (unknown); every fact names exactly one of them
-- column unit_version_id: unit and first day of the span: the key by which facts name it
-- column unit_id: unit; the same through all its spans; null in the two rows that are no unit
-- column name_vi: official name during the span; where another unit has the same, with a unit that it is part of in brackets
-- column kind: kind of unit during the span
-- column kind_vi: its name
-- column sector: sector during the span
-- column sector_vi: its name
-- column parent_id: unit that it is part of during the span (on its last day), the district of a commune; null at the top
-- column parent_name_vi: name of that unit then
-- column level: its depth: 1 for a unit that is part of none, one more for each unit above it; null in the two rows that are no unit
-- column valid_from_on: first day of the span
-- column valid_to_on: last day of the span; null: no end
-- column is_in_effect: whether it holds on the day of the run
-- column is_latest_version: whether it is the unit's last span: true once for each unit, also for those that are no more
-- column successor_id: unit that takes over at the end of the span; null when none does, or several: marts.unit_as_is tells those
-- column successor_name_vi: name of that unit, the last that it had
-- column current_unit_id: unit that answers for all of it on the day of the run: the unit itself, or what it has become by then. Group by it for units as organised now; null where that is several, as after a split: marts.unit_as_is shares those out
-- column current_unit_name_vi: its name on that day; 'several units' in the office's words where it is null
-- column current_kind: kind of that unit on that day
-- column current_kind_vi: its name
-- column current_sector: sector of that unit on that day
-- column current_sector_vi: its name
with no_unit as (
    select if(code = 'bloc', 'bloc', '-') as code, label_vi
    from reference.word
    where list_id = 'said' and code in ('bloc', 'unknown_unit')
),

last_span as (
    select *
    from reference.unit
    qualify row_number() over (partition by unit_id order by valid_from_on desc) = 1
)

select
    unit.unit_id || '/' || unit.valid_from_on as unit_version_id,
    unit.unit_id,
    unit.name_vi,
    unit.kind,
    kind.label_vi as kind_vi,
    unit.sector,
    sector.label_vi as sector_vi,
    place.parent_id,
    place.parent_name_vi,
    place.level,
    unit.valid_from_on,
    unit.valid_to_on,
    run.office_on between unit.valid_from_on and coalesce(unit.valid_to_on, run.office_on) as is_in_effect,
    unit.valid_from_on = max(unit.valid_from_on) over (partition by unit.unit_id) as is_latest_version,
    unit.successor_id, successor.distinct_name_vi as successor_name_vi,
    unit.current_unit_id,
    if(unit.current_unit_id is null, said.several_units, became.distinct_name_vi) as current_unit_name_vi,
    became.kind as current_kind,
    if(unit.current_unit_id is null, said.several_units, current_kind.label_vi) as current_kind_vi,
    became.sector as current_sector,
    if(unit.current_unit_id is null, said.several_units, current_sector.label_vi) as current_sector_vi,
from core.unit_history as unit
cross join reference.run as run
join core.unit_place as place using (unit_id, valid_from_on)
cross join core.said as said
left join reference.unit as became on became.unit_id = unit.current_unit_id and became.valid_from_on = unit.current_from_on
left join last_span as successor on successor.unit_id = unit.successor_id
left join reference.word as kind on kind.list_id = 'unit_kind' and kind.code = unit.kind
left join reference.word as sector on sector.list_id = 'sector' and sector.code = unit.sector
left join reference.word as current_kind on current_kind.list_id = 'unit_kind' and current_kind.code = became.kind
left join reference.word as current_sector on current_sector.list_id = 'sector' and current_sector.code = became.sector
union all
-- Facts of no single unit name these, so that a join loses none.
select
    no_unit.code as unit_version_id, null as unit_id, no_unit.label_vi as name_vi,
    null as kind, no_unit.label_vi as kind_vi, null as sector, no_unit.label_vi as sector_vi,
    null as parent_id, null as parent_name_vi, null as level,
    null as valid_from_on, null as valid_to_on, false as is_in_effect, false as is_latest_version,
    null as successor_id, null as successor_name_vi,
    null as current_unit_id, no_unit.label_vi as current_unit_name_vi,
    null as current_kind, no_unit.label_vi as current_kind_vi, null as current_sector, no_unit.label_vi as current_sector_vi,
from no_unit
