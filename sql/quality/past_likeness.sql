-- description: How many counts of a return are those of the unit's own return of the period before.
-- grain: one row per return in force and unit that its figures are about, with a return of the period before
-- kept by: unit_id, period_id
-- reaches: quality.quantity by core.unit_lineage (earlier_unit_id, earlier_period_id)
-- column return_id: return
-- column unit_id: unit that the figures are about
-- column period_id: period
-- column alike_count: counts above nothing that are alike
-- column told_count: counts that are above nothing in either return
with counted as (
    select figure.return_id, figure.unit_id, figure.period_id, figure.indicator_id, figure.value
    from quality.quantity as figure
    join reference.indicator as indicator on indicator.indicator_id = figure.indicator_id and indicator.aggregation = 'sum'
    join reference.period as period on period.period_id = figure.period_id and period.period_type = indicator.frequency
)

select
    own.return_id,
    own.unit_id,
    own.period_id,
    count(*) filter (where own.value = before.value and own.value > 0) as alike_count,
    count(*) filter (where own.value > 0 or before.value > 0) as told_count,
from counted as own
join core.unit_lineage as line
    on line.unit_id = own.unit_id and line.period_id = own.period_id
    and line.periods_back = 1 and line.earlier_unit_id = own.unit_id
join counted as before
    on before.unit_id = own.unit_id and before.period_id = line.earlier_period_id and before.indicator_id = own.indicator_id
group by own.return_id, own.unit_id, own.period_id
