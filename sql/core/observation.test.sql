-- The bounds of a figure hold the figure.
-- of each part by itself
select
    return_id,
    indicator_id,
    value,
    low_value,
    high_value,
from core.observation
where low_value > high_value or value not between low_value and high_value
