-- A unit is one thing at a time: its spans do not overlap.
select
    earlier.unit_id,
    earlier.valid_from_on,
    later.valid_from_on as overlaps_from_on,
from core.unit_history as earlier
join core.unit_history as later
    on later.unit_id = earlier.unit_id
    and later.valid_from_on > earlier.valid_from_on
    and later.valid_from_on <= coalesce(earlier.valid_to_on, later.valid_from_on)
