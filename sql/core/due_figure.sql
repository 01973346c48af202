-- description: Figures that are due: what each unit owes itself, what others report of it, and what they told without being asked.
-- grain: one row per unit, period and indicator
-- kept by: unit_id, period_id
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator
-- column reporter_id: unit whose return says it
-- column told_in_id: period of that return; a longer one where it has columns for each part of it and none for itself
-- column is_owed: whether a form asks for it
with asked as (
    select * from core.due_about
)

select unit_id, period_id, indicator_id, reporter_id, told_in_id, true as is_owed from asked
union all
select unit_id, period_id, indicator_id, reporter_id, period_id as told_in_id, false as is_owed
from core.observation
anti join asked using (unit_id, period_id, indicator_id)
where is_in_force
