-- description: Periods of which shorter ones are due too: their figures of a flow hold those of the shorter ones, and are never added to them.
-- grain: one row per period and indicator of which a shorter period within it is due
-- column period_id: period
-- column indicator_id: indicator that is reported or derived
with due as (
    select distinct indicator.indicator_id, line.period_id
    from reference.due_line as line
    join reference.indicator as indicator
        on coalesce(indicator.derived_from_id, indicator.indicator_id) = line.indicator_id
)

select distinct
    whole.period_id,
    due.indicator_id,
from reference.period as whole
join reference.period as part
    on part.starts_on >= whole.starts_on
    and part.ends_on <= whole.ends_on
    and part.ends_on - part.starts_on < whole.ends_on - whole.starts_on
join due on due.period_id = part.period_id
