-- description: Every unit in every period: which of its spans of days tells what it was then.
-- grain: one row per unit and period of the registers, and one per unit for no period
-- column unit_id: unit
-- column period_id: period; null: now, for what is about no period
-- column unit_version_id: unit and first day of the span that holds on the period's last day; where none does, the last one before it, or the first
-- column unit_name_vi: name in that span; where another unit has the same, with a unit that it is part of
-- column kind: kind of unit in that span
-- column sector: sector in that span
with period as (
    select period_id, ends_on from reference.period
    union all
    select null as period_id, 'infinity'::date as ends_on
)

select
    unit.unit_id,
    period.period_id,
    unit.unit_id || '/' || unit.valid_from_on as unit_version_id,
    unit.distinct_name_vi as unit_name_vi,
    unit.kind,
    unit.sector,
from reference.unit as unit
cross join period
qualify row_number() over (
    partition by unit.unit_id, period.period_id
    order by
        unit.valid_from_on <= period.ends_on desc,
        if(unit.valid_from_on <= period.ends_on, unit.valid_from_on, null) desc nulls last,
        unit.valid_from_on
) = 1
