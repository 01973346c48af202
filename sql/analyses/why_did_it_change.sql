-- Figures that a later revision changed: what was known before, and what is known now; a bound with its comparator.
select unit_name_vi, period_vi, indicator_vi, state_before_vi, comparator_before, coalesce(rating_before_vi, value_before::varchar) as known_before,
    state_vi, comparator, coalesce(rating_vi, value::varchar) as known_since, changed_on, path, address
from marts.figure_change
order by changed_at, unit_version_id, indicator_id
