-- description: Counts that go up and down with the time of year: how many times the mean of all the counts of one time of year are. Told where of the last five years three are known of each, and they differ beyond ten times what those of one time of year do.
-- grain: one row per target, version, cut-off period of a total and month in which its periods end
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column season: month in which the periods end: 6 and 12 of half-years
-- column factor: multiple of the mean of all; 1 where they are not told apart
with told as (
    select
        asked.target_id, asked.version, asked.cutoff_period_id, figure.period_id,
        month(figure.ends_on) as season,
        avg(figure.part) as mean,
        count(*) as unit_count,
    from core.outlook_asked as asked
    join core.outlook_figure as figure using (indicator_id)
    where not asked.is_share and figure.is_known and figure.ends_on <= asked.cutoff_ends_on
        and figure.ends_on > asked.cutoff_ends_on - interval 5 years
    group by asked.target_id, asked.version, asked.cutoff_period_id, figure.period_id, figure.ends_on
),

season as (
    select
        target_id, version, cutoff_period_id, season,
        avg(mean order by period_id) as mean,
        count(*) as year_count,
        sum(mean * mean order by period_id) - sum(mean order by period_id) ** 2 / count(*) as within,
        avg(mean order by period_id) / avg(unit_count) as by_chance,
        sum(unit_count) as count_count,
    from told
    group by target_id, version, cutoff_period_id, season
),

compared as (
    select
        season.*,
        avg(mean) over this_target as overall,
        count(*) over this_target as season_count,
        min(year_count) over this_target as least_years,
        greatest(
            sum(within) over this_target / nullif(sum(year_count - 1) over this_target, 0),
            avg(by_chance) over this_target
        ) as usual,
    from season
    window this_target as (
        partition by target_id, version, cutoff_period_id
        order by season rows between unbounded preceding and unbounded following
    )
),

apart as (
    select
        *,
        sum(year_count * (mean - overall) * (mean - overall)) over (
            partition by target_id, version, cutoff_period_id
            order by season rows between unbounded preceding and unbounded following
        ) / nullif(season_count - 1, 0) as between_seasons,
    from compared
)

select
    target_id, version, cutoff_period_id, season,
    -- Half of one where nothing was counted: of no time of year it is sure that nothing comes.
    if(
        least_years >= 3 and coalesce(between_seasons > 10 * usual, false),
        greatest(mean, 0.5 / count_count) / overall,
        1
    )::double as factor,
from apart
