-- description: Which figures each printed figure of a cut-off is made of, as marts.result_part tells it of targets.
with asked as (
    select figure.*, term.first_period_id,
    from marts.printed_figure as figure
    cross join reference.term as term
    join core.span as span
        on span.span_kind = 'since_start' and span.first_period_id = term.first_period_id
        and span.last_period_id = figure.cutoff_period_id
    where figure.cutoff_period_id = $cutoff and term.term_id = $term
),

taken as (
    select asked.*, null as compared_vi, true as is_result, span.span_id,
    from asked
    join core.span as span on span.span_id = case taken_over
        when 'cumulative' then 'since_start:' || asked.first_period_id || ':' || cutoff_period_id
        when 'at_cutoff' then 'period:' || cutoff_period_id || ':' || cutoff_period_id
    end
    union all
    select asked.*, compared.compared_when, compared.value is not distinct from asked.value, compared.span_id,
    from asked
    join reference.printed_figure as printed using (figure_id)
    join core.span_compared as compared
        on compared.first_period_id = asked.first_period_id and compared.last_period_id = asked.cutoff_period_id
        and compared.indicator_id = asked.indicator_id
        and compared.span_kind = if(asked.taken_over = 'worst_period', 'period', 'year_to_date')
    where asked.taken_over in ('worst_year', 'worst_period')
        or (asked.taken_over = 'year' and compared.compared_when = printed.year::varchar)
)

select
    taken.figure_id, if(taken_over = 'worst_period', period.label_vi, taken.compared_vi) as compared_vi, taken.is_result,
    part.period_id, part.indicator_id,
    coalesce(relation.role, 'whole') as part,
from taken
join core.span_part as part on part.span_id = taken.span_id and part.asked_id = taken.indicator_id
left join core.indicator_relation as relation
    on relation.indicator_id = taken.indicator_id and relation.other_id = part.indicator_id and relation.role <> 'whole'
join reference.period as period on period.period_id = part.period_id
order by taken.figure_id, period.starts_on, taken.compared_vi, part.indicator_id, relation.role
