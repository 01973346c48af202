-- description: Whose return tells the figures of a unit: its own, or in forms of several units another's; and of which period.
-- grain: one row per unit and period for which figures of it are due
-- kept by: period_id
-- column unit_id: unit that the figures are about
-- column period_id: period
-- column reporter_id: unit whose return tells them; the unit itself where it owes any
-- column told_in_id: period of that return: its own, or a longer one where no return of its own tells any
select
    unit_id,
    period_id,
    arg_min(reporter_id, (reporter_id <> unit_id, reporter_id)) as reporter_id,
    arg_min(told_in_id, (told_in_id <> period_id, told_in_id)) as told_in_id,
from core.due_figure
group by unit_id, period_id
