-- description: What is known of some periods, by the unit that answers in a later one: its own figure, or the sum over the units that it was then, where it is added up and all reported it exactly.
with origin as (
    select heir.heir_id as unit_id, was.unit_id as origin_id, was.period_id
    from core.unit_heir as was
    join core.unit_heir as heir on heir.unit_id = was.unit_id and heir.period_id = $period_id and heir.is_alive
    where list_contains($period_ids, was.period_id) and was.is_alive and was.heir_id = was.unit_id
),

origins as (
    select unit_id, period_id, count(*) as origin_count
    from origin
    group by all
),

told as (
    select
        origin.unit_id, origin.period_id, figure.indicator_id, figure.state, figure.comparator, figure.value,
        figure.state in ('none_occurred', 'not_applicable')
            or (coalesce(figure.comparator, '=') = '=' and figure.value is not null) as is_exact,
    from origin
    join core.indicator_value as figure on figure.unit_id = origin.origin_id and figure.period_id = origin.period_id
    where figure.state in ('value', 'zero', 'none_occurred', 'not_applicable')
)

select
    told.unit_id,
    told.period_id,
    told.indicator_id,
    if(count(*) = 1 or bool_and(told.state = 'not_applicable'), any_value(told.state), 'value') as state,
    if(count(*) = 1, any_value(told.comparator), '=') as comparator,
    sum(told.value) as value,
from told
join origins using (unit_id, period_id)
join reference.indicator as indicator using (indicator_id)
group by told.unit_id, told.period_id, told.indicator_id, origins.origin_count, indicator.aggregation, indicator.unit_of_measure
having origins.origin_count = 1
    or (
        indicator.aggregation in ('sum', 'last')
        and indicator.unit_of_measure not in ('percent', 'rating')
        and count(*) = origins.origin_count
        and bool_and(told.is_exact)
    )
