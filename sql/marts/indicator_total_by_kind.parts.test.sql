-- What may be added up over units adds up: all kinds come to the whole.
select
    part.period_id,
    part.indicator_id,
from (
    select period_id, indicator_id, sum(value) as value, sum(whole_value) as whole_value, sum(closing_by_period[period_id]) as closing_value
    from marts.indicator_total_by_kind
    group by period_id, indicator_id
) as part
join core.span_measure as whole
    on whole.span_id = 'period:' || part.period_id || ':' || part.period_id
    and whole.group_kind = 'bloc'
    and whole.indicator_id = part.indicator_id
where part.value is distinct from whole.value
    or part.whole_value is distinct from whole.whole_value
    or part.closing_value is distinct from whole.closing_value
