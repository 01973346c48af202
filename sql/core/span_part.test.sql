-- A stock counts once in a span: at its first half-year when it is an opening one, otherwise at its last.
select
    part.span_id,
    part.indicator_id,
    count(*) as period_count,
from core.span_part as part
join core.span as span using (span_id)
join reference.indicator as indicator using (indicator_id)
where indicator.aggregation = 'last'
group by part.span_id, part.indicator_id, span.first_period_id, span.last_period_id, indicator.stock_point
having count(*) <> 1
    or min(part.period_id) <> if(indicator.stock_point = 'opening', span.first_period_id, span.last_period_id)
