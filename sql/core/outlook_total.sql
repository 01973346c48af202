-- description: What all units told, and what their open figures may come to: mean and variances, from which the interval is taken.
-- grain: one row per target, version, cut-off period with an outlook and, of a share, year of figures
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column year: year of a share; null for a total
-- column known_part: what is sure of the total, with the least of figures of which a bound is told, or of the numerator of the year
-- column known_whole: denominator of that; of a total the figures
-- column open_whole: denominator that is still expected; of a total the open figures; 0 for a year that is wholly known
-- column mean_part: mean of what is still to come
-- column level_variance: variance of that, as the pace is not surely known
-- column chance_variance: variance of that, however well the pace is known
with known as (
    select
        asked.target_id, asked.version, asked.cutoff_period_id, if(asked.is_share, figure.year, null) as year,
        sum(figure.part order by figure.period_id, figure.unit_id) as known_part,
        sum(figure.whole order by figure.period_id, figure.unit_id) as known_whole,
    from core.outlook_asked as asked
    join core.outlook_figure as figure using (indicator_id)
    join reference.period as period on period.period_id = figure.period_id
    where period.starts_on >= asked.starts_on and figure.ends_on <= asked.cutoff_ends_on and figure.is_known
    group by asked.target_id, asked.version, asked.cutoff_period_id, if(asked.is_share, figure.year, null)
),

ahead as (
    select
        part.target_id, part.version, part.cutoff_period_id, part.year,
        sum(part.open_whole order by part.unit_version_id) as open_whole,
        sum(part.mean_part order by part.unit_version_id) as mean_part,
        sum(part.least_part order by part.unit_version_id) as least_part,
        sum(part.sure_whole order by part.unit_version_id) as sure_whole,
        sum(part.own_variance order by part.unit_version_id)
            + sum(part.pull order by part.unit_version_id) ** 2 * unrest.pace_variance as level_variance,
        sum(part.chance_variance order by part.unit_version_id) as chance_variance,
    from core.outlook_part as part
    join core.outlook_unrest as unrest using (target_id, version, cutoff_period_id)
    group by part.target_id, part.version, part.cutoff_period_id, part.year, unrest.pace_variance
),

told as (
    select target_id, version, cutoff_period_id, year, known_part, known_whole, 0 as open_whole, 0 as mean_part,
        0 as level_variance, 0 as chance_variance,
    from known
    union all
    select target_id, version, cutoff_period_id, year, least_part, sure_whole, open_whole, mean_part,
        level_variance, chance_variance
    from ahead
)

select
    target_id, version, cutoff_period_id, year,
    sum(known_part)::double as known_part,
    sum(known_whole)::double as known_whole,
    sum(open_whole)::double as open_whole,
    sum(mean_part)::double as mean_part,
    sum(level_variance)::double as level_variance,
    sum(chance_variance)::double as chance_variance,
from told
join core.outlook_unrest using (target_id, version, cutoff_period_id)
group by target_id, version, cutoff_period_id, year
