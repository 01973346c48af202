-- description: Figures that a form asks for, by the unit that they are about: who is to report each, and in the return of which period.
-- grain: one row per unit, period and indicator
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator
-- column reporter_id: unit whose return says it
-- column told_in_id: period of that return; a longer one where it has columns for each part of it and none for itself
select
    coalesce(owner_id, unit_id) as unit_id,
    period_id,
    indicator_id,
    unit_id as reporter_id,
    told_in_id,
from reference.due_line
-- A unit speaks for itself first, and in its own period.
qualify row_number() over (
    partition by coalesce(owner_id, unit_id), period_id, indicator_id
    order by told_in_id <> period_id, owner_id is not null and owner_id <> unit_id, unit_id
) = 1
