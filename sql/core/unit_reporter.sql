-- description: Whose return tells the figures of a unit: its own, or in forms of several units another's.
-- grain: one row per unit and period for which figures of it are due
-- kept by: period_id
-- column unit_id: unit that the figures are about
-- column period_id: period
-- column reporter_id: unit whose return tells them; the unit itself where it owes any
select
    unit_id,
    period_id,
    arg_min(reporter_id, (reporter_id <> unit_id, reporter_id)) as reporter_id,
from core.due_figure
group by unit_id, period_id
