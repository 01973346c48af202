-- Bounds are in order, and either there are two or none.
select
    span_id,
    indicator_id,
    value,
    low_value,
    high_value,
from marts.indicator_by_span
where low_value > high_value or (low_value is null) <> (high_value is null)
