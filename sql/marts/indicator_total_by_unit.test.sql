-- No two rows overlap, bounds are in order, and either there are two or none.
select
    period_id,
    unit_version_id,
    indicator_id,
    count(*) as row_count,
from marts.indicator_total_by_unit
group by all
having count(*) > 1 or bool_or(low_value > high_value or (low_value is null) <> (high_value is null))
