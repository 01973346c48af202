-- description: Periods whose figures are never added to others nor counted with them: of which shorter ones are due too, so that they hold those of the shorter ones; or that are due to nobody and lie within one that is, as months that a yearly return tells beside the year.
-- grain: one row per such period and indicator
-- column period_id: period
-- column indicator_id: indicator that is reported or derived, and each rate of which such a one is a part
with due as (
    select distinct indicator.indicator_id, line.period_id
    from reference.due_line as line
    join reference.indicator as indicator
        on coalesce(indicator.derived_from_id, indicator.indicator_id) = line.indicator_id
),

within as (
    select whole.period_id as whole_id, part.period_id as part_id
    from reference.period as whole
    join reference.period as part
        on part.starts_on >= whole.starts_on
        and part.ends_on <= whole.ends_on
        and part.ends_on - part.starts_on < whole.ends_on - whole.starts_on
),

whole as (
    select within.whole_id as period_id, due.indicator_id
    from within
    join due on due.period_id = within.part_id
    union
    select within.part_id, longer.indicator_id
    from within
    join due as longer on longer.period_id = within.whole_id
    anti join due as own on own.period_id = within.part_id and own.indicator_id = longer.indicator_id
)

select period_id, indicator_id from whole
union
select whole.period_id, rate.indicator_id
from whole
join reference.indicator as rate
    on list_contains(rate.numerator_ids, whole.indicator_id) or list_contains(rate.denominator_ids, whole.indicator_id)
