-- description: Figures of a target that its cut-off leaves open, those still to come and those that are missing, by unit and year.
-- grain: one row per target, version, cut-off period, unit as it is in a span of days, year and figure of a share that is bounded; one for all others
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column unit_version_id: unit as it is then
-- column unit_id: its code
-- column year: year of the open figures
-- column bounded_id: period of a figure of a share of whose denominator bounds are known; null for all others
-- column period_id: first period of all the open figures of the unit as it is then
-- column open_count: open figures of the year
-- column weight: of a total the same, each as much as its time of year brings (core.outlook_season); else their number
-- column least_part: what those of a total surely come to of which a bound is told; of a share its numerator
-- column told_weight: weight of these
-- column least_missed: of the denominator of a bounded share how many are surely not in its numerator
-- column least_whole: least that this denominator may be; 0 where nothing is known of it
-- column most_whole: most that it may be
with figure as (
    select
        asked.*, figure.unit_id, figure.period_id, figure.ends_on as figure_ends_on, figure.year,
        -- What was told after the cut-off is never looked at.
        if(figure.ends_on > asked.cutoff_ends_on, 0, figure.least_part) as least_part,
        if(figure.ends_on > asked.cutoff_ends_on, 0, figure.least_missed) as least_missed,
        if(figure.ends_on > asked.cutoff_ends_on, 0, figure.least_whole) as least_whole,
        if(figure.ends_on > asked.cutoff_ends_on, null, figure.most_whole) as most_whole,
        asked.is_share and least_whole > 0 as is_bounded,
    from core.outlook_asked as asked
    join core.outlook_figure as figure using (indicator_id)
    join reference.period as period on period.period_id = figure.period_id
    where period.starts_on >= asked.starts_on and figure.ends_on <= asked.ends_on
        and (figure.ends_on > asked.cutoff_ends_on or not figure.is_known)
),

open as (
    select
        figure.target_id, figure.version, figure.cutoff_period_id, unit.unit_version_id, figure.unit_id, figure.year,
        if(figure.is_bounded, figure.period_id, null) as bounded_id,
        arg_min(figure.period_id, figure.figure_ends_on) as first_period_id,
        min(figure.figure_ends_on) as first_ends_on,
        count(*)::bigint as open_count,
        sum(coalesce(season.factor, 1) order by figure.period_id)::double as weight,
        sum(figure.least_part)::double as least_part,
        coalesce(sum(
            coalesce(season.factor, 1) order by figure.period_id
        ) filter (figure.least_part > 0), 0)::double as told_weight,
        sum(figure.least_missed)::double as least_missed,
        max(figure.least_whole)::double as least_whole,
        max(figure.most_whole)::double as most_whole,
    from figure
    join core.unit_of_period as unit on unit.unit_id = figure.unit_id and unit.period_id = figure.period_id
    left join core.outlook_season as season
        on season.target_id = figure.target_id and season.version = figure.version
        and season.cutoff_period_id = figure.cutoff_period_id and season.season = month(figure.figure_ends_on)
    group by
        figure.target_id, figure.version, figure.cutoff_period_id, unit.unit_version_id, figure.unit_id, figure.year,
        if(figure.is_bounded, figure.period_id, null)
)

select
    target_id, version, cutoff_period_id, unit_version_id, unit_id, year, bounded_id,
    first_value(first_period_id) over (
        partition by target_id, version, cutoff_period_id, unit_version_id order by first_ends_on
    ) as period_id,
    open_count, weight, least_part, told_weight, least_missed, least_whole, most_whole,
from open
