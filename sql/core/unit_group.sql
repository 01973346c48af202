-- description: Groups of units of which totals are made in each period: the whole bloc, each kind, each sector, those below each unit that others are part of and, for rates, each unit.
-- grain: one row per unit, period and kind of group
-- column unit_id: unit
-- column period_id: period
-- column group_kind: bloc, kind, sector, within (a unit and all that lies below it) or unit
-- column group_code: kind or sector of the unit then, the unit above, or the unit; 'bloc' for the whole
select unit_id, period_id, 'bloc' as group_kind, 'bloc' as group_code from core.unit_of_period
union all
select unit_id, period_id, 'kind' as group_kind, kind as group_code from core.unit_of_period
union all
select unit_id, period_id, 'sector' as group_kind, sector as group_code from core.unit_of_period
union all
select unit_id, period_id, 'unit' as group_kind, unit_id as group_code from core.unit_of_period
union all
select part_id as unit_id, period_id, 'within' as group_kind, whole_id as group_code from staging.unit_above
union all
select unit_id, period_id, 'within' as group_kind, unit_id as group_code from core.unit_level
