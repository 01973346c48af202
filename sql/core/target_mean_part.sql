-- description: What the mean that a target of kind 'average' comes to is made of: each year, or the total of all periods, and how many years that are.
-- grain: one row per target of that kind, version, cut-off period and figure
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column figure: level (the total) or level:<year> (each year of which it is known), which is divided by base (how many years)
-- column exact: what it is, {part, whole}: whole numbers, of which the first through the second is it
with year as (
    select target_id, version, cutoff_period_id, unnest(years) as one from core.target_year_mean
)

select target_id, version, cutoff_period_id, 'level:' || one['year'] as figure, one['exact'] as exact
from year
union all
select target_id, version, cutoff_period_id, 'base', fraction(len(years))
from core.target_year_mean
where years is not null
union all
select
    cutoff.target_id, cutoff.version, cutoff.cutoff_period_id, unnest(['level', 'base']),
    unnest([total.value_exact, {'part': cutoff.elapsed_count::hugeint, 'whole': asked.periods_per_year::hugeint}]),
from core.target_cutoff as cutoff
join core.target_asked as asked using (target_id, version)
join core.target_level as total using (target_id, version, cutoff_period_id)
where cutoff.kind = 'average' and asked.aggregation = 'sum' and not asked.is_yearly and total.value_exact is not null
