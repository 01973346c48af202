-- description: Figures that are due: what each unit owes itself, what others report of it, what returns tell beside the period that they owe, and what units told without being asked.
-- grain: one row per unit, period and indicator
-- kept by: unit_id, period_id
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator
-- column reporter_id: unit whose return says it
-- column told_in_id: period of that return; a longer one where it has columns for each part of it
-- column is_owed: whether a form asks for it
with asked as (
    select * from core.due_about
),

expected as (
    select *, true as is_owed from asked
    union all by name
    select *, false as is_owed from reference.beside_line anti join asked using (unit_id, period_id, indicator_id)
)

select unit_id, period_id, indicator_id, reporter_id, told_in_id, is_owed from expected
union all
select unit_id, period_id, indicator_id, reporter_id, period_id as told_in_id, false as is_owed
from core.observation
anti join expected using (unit_id, period_id, indicator_id)
where is_in_force
