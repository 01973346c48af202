-- Bounds are in order, and what is wholly known has none.
select
    span_id,
    indicator_id,
    value,
    low_value,
    high_value,
from marts.indicator_by_span
where low_value > high_value
    or (known_count = due_count and not is_low_open and not is_high_open and value not between low_value and high_value)
