-- A stock counts once in a span: at its first period when it is an opening one, otherwise at its last.
select
    part.span_id,
    part.asked_id,
    part.indicator_id,
    count(*) as period_count,
from core.span_part as part
join core.span as span using (span_id)
join reference.indicator as indicator using (indicator_id)
join reference.period as period using (period_id)
where indicator.aggregation = 'last'
group by part.span_id, part.asked_id, part.indicator_id, span.starts_on, span.ends_on, indicator.stock_point
having count(*) <> 1
    or (coalesce(indicator.stock_point, 'closing') = 'opening' and min(period.starts_on) <> span.starts_on)
    or (coalesce(indicator.stock_point, 'closing') <> 'opening' and min(period.ends_on) <> span.ends_on)
union all
-- No period is added to one that holds it.
select
    part.span_id,
    part.asked_id,
    part.indicator_id,
    count(distinct period.period_type) as period_count,
from core.span_part as part
join reference.period as period using (period_id)
group by part.span_id, part.asked_id, part.indicator_id
having count(distinct period.period_type) > 1
