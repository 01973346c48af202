-- Each half-year and indicator has one row, and flows of the half-years add up to the term so far.
select
    so_far.period_id,
    so_far.indicator_id,
    count(distinct part.period_id) as period_count,
from marts.indicator_cumulative as so_far
join marts.indicator_cumulative as part
    on part.indicator_id = so_far.indicator_id
    and part.period_id between so_far.start_period_id and so_far.period_id
group by so_far.period_id, so_far.indicator_id
having count(distinct part.period_id) <> count(*) or sum(part.period_value) is distinct from any_value(so_far.term_to_date_value)
