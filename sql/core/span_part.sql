-- description: Periods whose figures count over a span: of a flow and a rating all, of a stock the one at the opening or the closing. They are of one type, so that no month is added to its quarter: the span's own, else the longest in which all that is asked for is due. A period that is told beside one that is due, as a month beside its year, is itself alone.
-- grain: one row per span, indicator that asks, indicator that is counted for it and period that counts
-- column span_id: span of periods
-- column asked_id: indicator that asks: itself, or a rate of which it is a part
-- column indicator_id: indicator that is reported or derived; rates are made of these
-- column period_id: period that counts
-- column is_period: whether the span is that period alone
-- column span_kind: kind of span
with part as (
    select indicator_id as asked_id, indicator_id as part_id from reference.indicator where aggregation <> 'rate'
    union
    select indicator_id, unnest(list_concat(numerator_ids, denominator_ids)) from reference.indicator where aggregation = 'rate'
),

line as (
    select distinct indicator_id, period_id, true as is_due from reference.due_line
    union all
    select distinct indicator_id, period_id, false from reference.beside_line
),

due as (
    select
        part.asked_id,
        period.period_type,
        part.part_id,
        bool_or(line.is_due) as is_due,
    from part
    join reference.indicator as indicator on indicator.indicator_id = part.part_id
    join line on line.indicator_id = coalesce(indicator.derived_from_id, indicator.indicator_id)
    join reference.period as period using (period_id)
    group by part.asked_id, period.period_type, part.part_id
),

shared as (
    select due.asked_id, due.period_type, bool_and(due.is_due) as is_due
    from due
    join (select asked_id, count(*) as part_count from part group by asked_id) as asked using (asked_id)
    group by due.asked_id, due.period_type
    having count(*) = any_value(asked.part_count)
),

chosen as (
    select
        tile.span_id,
        shared.asked_id,
        arg_max(tile.period_type, (shared.is_due, tile.is_own, tile.ends_on - tile.starts_on)) as period_type,
    from core.span_tile as tile
    join shared using (period_type)
    where shared.is_due or tile.is_period
    group by tile.span_id, shared.asked_id
)

select
    tile.span_id,
    chosen.asked_id,
    indicator.indicator_id,
    tile.period_id,
    tile.is_period,
    span.span_kind,
from chosen
join core.span_tile as tile using (span_id, period_type)
join core.span as span using (span_id)
join part using (asked_id)
join reference.indicator as indicator on indicator.indicator_id = part.part_id
-- What has no aggregation is not added up. An opening stock is what existed before the span's first flow: units founded
-- later add nothing to it, what they open with having come to them as a flow or from those whom they succeed.
where indicator.aggregation in ('sum', 'worst')
    or (indicator.aggregation = 'last' and if(indicator.stock_point = 'opening', tile.is_first, tile.is_last))
