-- description: Groups of units of which totals are made in each period: the whole bloc, each kind, each sector and, for rates, each unit.
-- grain: one row per unit, period and kind of group
-- column unit_id: unit
-- column period_id: period
-- column group_kind: bloc, kind, sector or unit
-- column group_code: kind or sector of the unit then, or the unit; 'bloc' for the whole
select unit_id, period_id, 'bloc' as group_kind, 'bloc' as group_code from core.unit_of_period
union all
select unit_id, period_id, 'kind' as group_kind, kind as group_code from core.unit_of_period
union all
select unit_id, period_id, 'sector' as group_kind, sector as group_code from core.unit_of_period
union all
select unit_id, period_id, 'unit' as group_kind, unit_id as group_code from core.unit_of_period
