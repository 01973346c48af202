-- description: Figures that are due: what each unit owes itself, what others report of it, and what they told without being asked.
-- grain: one row per unit, period and indicator
-- kept by: period_id
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator
-- column reporter_id: unit whose return says it
-- column told_in_id: period of that return; a longer one where it has columns for each part of it and none for itself
-- column is_owed: whether a form asks for it
with owed as (
    select
        coalesce(owner_id, unit_id) as unit_id,
        period_id,
        indicator_id,
        unit_id as reporter_id,
        told_in_id,
        if(told_in_id = period_id, 1, 2) as place,
    from reference.due_line
    union all
    select unit_id, period_id, indicator_id, reporter_id, period_id as told_in_id, 3 as place
    from core.observation
    where is_in_force
)

select unit_id, period_id, indicator_id, reporter_id, told_in_id, place < 3 as is_owed
from owed
-- A unit speaks for itself first.
qualify row_number() over (
    partition by unit_id, period_id, indicator_id order by place, reporter_id <> unit_id, reporter_id
) = 1
