-- description: Figures of a target that its cut-off leaves open, those still to come and those that are missing, by unit and year.
-- grain: one row per target, version, cut-off period, unit as it is in a span of days, and year
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column unit_version_id: unit as it is then
-- column unit_id: its code
-- column year: year of the open figures
-- column period_id: first period of all the open figures of the unit as it is then
-- column open_count: open figures of the year
-- column weight: of a total the same, each as much as its time of year brings (core.outlook_season); else their number
-- column least_part: what those of a total surely come to of which a bound is told
-- column told_weight: weight of these
with open as (
    select
        asked.target_id, asked.version, asked.cutoff_period_id, unit.unit_version_id, figure.unit_id, figure.year,
        arg_min(figure.period_id, figure.ends_on) as first_period_id,
        min(figure.ends_on) as first_ends_on,
        count(*)::bigint as open_count,
        sum(coalesce(season.factor, 1) order by figure.period_id)::double as weight,
        sum(figure.least_part)::double as least_part,
        coalesce(sum(
            coalesce(season.factor, 1) order by figure.period_id
        ) filter (figure.least_part > 0), 0)::double as told_weight,
    from core.outlook_asked as asked
    join core.outlook_figure as figure using (indicator_id)
    join reference.period as period on period.period_id = figure.period_id
    join core.unit_of_period as unit on unit.unit_id = figure.unit_id and unit.period_id = figure.period_id
    left join core.outlook_season as season
        on season.target_id = asked.target_id and season.version = asked.version
        and season.cutoff_period_id = asked.cutoff_period_id and season.season = month(figure.ends_on)
    where period.starts_on >= asked.starts_on and figure.ends_on <= asked.ends_on
        and (figure.ends_on > asked.cutoff_ends_on or not figure.is_known)
    group by asked.target_id, asked.version, asked.cutoff_period_id, unit.unit_version_id, figure.unit_id, figure.year
)

select
    target_id, version, cutoff_period_id, unit_version_id, unit_id, year,
    first_value(first_period_id) over (
        partition by target_id, version, cutoff_period_id, unit_version_id order by first_ends_on
    ) as period_id,
    open_count, weight, least_part, told_weight,
from open
