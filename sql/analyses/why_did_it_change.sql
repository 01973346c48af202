-- Figures that a later revision changed: what was known before, and what is known now.
select
    earlier.unit_id,
    earlier.period_id,
    earlier.indicator_id,
    earlier.value as value_before,
    later.value as value_after,
    later.known_from_at as changed_at,
    later.path,
    later.address,
from core.observation as earlier
join core.observation as later
    on later.unit_id = earlier.unit_id
    and later.period_id = earlier.period_id
    and later.indicator_id = earlier.indicator_id
    and later.known_from_at = earlier.known_to_at
where later.value is distinct from earlier.value
order by changed_at, earlier.unit_id, earlier.indicator_id
