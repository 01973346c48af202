-- description: Periods of which shorter ones are due too: their figures hold those of the shorter ones, and are never added to them nor counted with them.
-- grain: one row per period and indicator of which a shorter period within it is due
-- column period_id: period
-- column indicator_id: indicator that is reported or derived, and each rate of which such a one is a part
with due as (
    select distinct indicator.indicator_id, line.period_id
    from reference.due_line as line
    join reference.indicator as indicator
        on coalesce(indicator.derived_from_id, indicator.indicator_id) = line.indicator_id
),

whole as (
    select distinct
        whole.period_id,
        due.indicator_id,
    from reference.period as whole
    join reference.period as part
        on part.starts_on >= whole.starts_on
        and part.ends_on <= whole.ends_on
        and part.ends_on - part.starts_on < whole.ends_on - whole.starts_on
    join due on due.period_id = part.period_id
)

select period_id, indicator_id from whole
union
select whole.period_id, rate.indicator_id
from whole
join reference.indicator as rate
    on list_contains(rate.numerator_ids, whole.indicator_id) or list_contains(rate.denominator_ids, whole.indicator_id)
