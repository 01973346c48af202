-- description: What is known of some runs of days, done or planned, as a whole or in parts: of units that have taken over no other since.
with told as (
    select
        unit_id, indicator_id, '' as breakdown, 'figure' as kind, period.starts_on, period.ends_on,
        state, comparator, value, 1 as place, period.ends_on as said_on,
    from core.observation as figure
    join reference.period as period using (period_id)
    where figure.is_in_force
    union all
    select
        unit_id, indicator_id, breakdown, 'figure' as kind, period.starts_on, period.ends_on,
        state, comparator, value, 1 as place, period.ends_on as said_on,
    from core.breakdown_value
    join reference.period as period using (period_id)
    union all
    select
        said.unit_id, said.indicator_id, said.breakdown, if(said.kind = 'plan', 'plan', 'figure') as kind,
        said.starts_on, said.ends_on, said.state, said.comparator, said.value, 2 as place, period.ends_on as said_on,
    from core.kind_value as said
    join reference.period as period on period.period_id = said.period_id
    where said.kind in ('cumulative', 'other_period', 'plan')
)

select
    told.unit_id, told.indicator_id, told.breakdown, told.kind, told.starts_on, told.ends_on,
    told.state, told.comparator, told.value,
from told
anti join reference.unit as before on before.successor_id = told.unit_id and before.valid_to_on >= told.starts_on
where list_contains($days, told.starts_on || '/' || told.ends_on)
    and told.state in ('value', 'zero', 'none_occurred', 'not_applicable')
qualify row_number() over (
    partition by told.unit_id, told.indicator_id, told.breakdown, told.kind, told.starts_on, told.ends_on
    order by told.place, told.said_on desc
) = 1
