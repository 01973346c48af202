-- description: Figures that are due: what each unit owes itself, what others report of it, and what they told without being asked.
-- grain: one row per unit, period and indicator
-- kept by: period_id
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator
-- column reporter_id: unit whose return says it
with owed as (
    select
        coalesce(owner_id, unit_id) as unit_id,
        period_id,
        indicator_id,
        unit_id as reporter_id,
        1 as place,
    from reference.due_line
    union all
    select unit_id, period_id, indicator_id, reporter_id, 2 as place from core.observation where is_in_force
)

select unit_id, period_id, indicator_id, reporter_id
from owed
-- A unit speaks for itself first.
qualify row_number() over (
    partition by unit_id, period_id, indicator_id order by place, reporter_id <> unit_id, reporter_id
) = 1
