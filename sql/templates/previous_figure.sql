-- description: Figures of some periods that say something.
select unit_id, period_id, indicator_id, state, comparator, value
from core.indicator_value
where list_contains($period_ids, period_id) and state in ('value', 'zero', 'none_occurred', 'not_applicable')
