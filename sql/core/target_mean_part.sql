-- description: What the mean that a target of kind 'average' comes to is made of: each year, or the total of all periods, and how many years that are.
-- grain: one row per target of that kind, version, cut-off period and figure
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column figure: level (the total) or level:<year> (each year of which it is known), which is divided by base (how many years)
-- column exact: what it is, {part, whole}: whole numbers, of which the first through the second is it
with year as (
    select cutoff.target_id, cutoff.version, cutoff.cutoff_period_id, compared.compared_when, compared.value_exact,
    from core.target_cutoff as cutoff
    join core.target_asked as asked using (target_id, version)
    join core.span_compared as compared
        on compared.indicator_id = asked.indicator_id
        and compared.first_period_id = cutoff.first_period_id
        and compared.last_period_id = cutoff.cutoff_period_id
        and compared.span_kind = if(cutoff.is_ended, 'year_to_date', 'year')
    where cutoff.kind = 'average' and (asked.aggregation <> 'sum' or asked.is_yearly) and compared.value_exact is not null
)

select target_id, version, cutoff_period_id, 'level:' || compared_when as figure, value_exact as exact
from year
union all
select target_id, version, cutoff_period_id, 'base', fraction(count(*))
from year
group by target_id, version, cutoff_period_id
union all
select
    cutoff.target_id, cutoff.version, cutoff.cutoff_period_id, unnest(['level', 'base']),
    unnest([total.value_exact, {'part': cutoff.elapsed_count::hugeint, 'whole': asked.periods_per_year::hugeint}]),
from core.target_cutoff as cutoff
join core.target_asked as asked using (target_id, version)
join core.target_level as total using (target_id, version, cutoff_period_id)
where cutoff.kind = 'average' and asked.aggregation = 'sum' and not asked.is_yearly and total.value_exact is not null
