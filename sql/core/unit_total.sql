-- description: Figures of units that units below them owe too, each for itself: they are totals, compared with their parts and never counted with them.
-- grain: one row per unit, period and indicator
-- kept by: period_id
-- column unit_id: unit above
-- column period_id: period
-- column indicator_id: flow or stock that is added up, and each rate of which such a one is a part
with total as (
    select distinct
        whole.unit_id,
        whole.period_id,
        whole.indicator_id,
    from core.due_figure as whole
    join staging.unit_above as above on above.whole_id = whole.unit_id and above.period_id = whole.period_id
    join core.due_figure as part
        on part.unit_id = above.part_id and part.period_id = whole.period_id and part.indicator_id = whole.indicator_id
    join reference.indicator as indicator on indicator.indicator_id = whole.indicator_id
    -- The worst rating is that of all units, those above too.
    where indicator.aggregation in ('sum', 'last')
)

select unit_id, period_id, indicator_id from total
union
select total.unit_id, total.period_id, rate.indicator_id
from total
join reference.indicator as rate
    on list_contains(rate.numerator_ids, total.indicator_id) or list_contains(rate.denominator_ids, total.indicator_id)
