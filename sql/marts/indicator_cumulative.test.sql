-- Each period and indicator has one row, and flows of the periods add up to the term so far.
select
    so_far.period_id,
    so_far.indicator_id,
    count(distinct part.period_id) as period_count,
from marts.indicator_cumulative as so_far
join reference.period as last_period on last_period.period_id = so_far.period_id
join reference.period as first_period on first_period.period_id = so_far.start_period_id
join reference.period as period
    on period.period_type = last_period.period_type
    and period.starts_on between first_period.starts_on and last_period.starts_on
join marts.indicator_cumulative as part on part.indicator_id = so_far.indicator_id and part.period_id = period.period_id
where first_period.period_type = last_period.period_type
group by so_far.period_id, so_far.indicator_id
having count(distinct part.period_id) <> count(*)
    -- What is due in periods of another type alone has no figures in these.
    or (
        count(part.period_due_count) > 0
        and sum(coalesce(part.period_value, part.period_whole_value)) is distinct from any_value(so_far.term_to_date_value)
    )
