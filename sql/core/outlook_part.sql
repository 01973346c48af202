-- description: What the open figures of each unit may add, with what is known beside them: mean, and what makes it unsure.
-- grain: one row per target, version, cut-off period, unit as it is in a span of days and, of a share, year
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column unit_version_id: unit
-- column year: year of a share; null for a total
-- column open_count: open figures
-- column least_part: what those surely come to of which a bound is told; of a share their numerators
-- column sure_whole: of a share how many of their denominators surely are in the numerator or surely are not; 0 for a total
-- column sure_weight: what of these is told already by that bound
-- column open_whole: the denominators of a share that they are expected to have; of a total the open figures, each as much as its time of year brings, and less the more is sure of it
-- column mean_part: mean of what they come to beyond that
-- column own_variance: variance of that by the pace of the unit, given that of all
-- column chance_variance: variance by chance, however well the pace is known
-- column pull: by how much the mean follows the pace of all units
with figure as (
    select
        open.*, asked.is_share, unit.pace, unit.pace_variance, unit.latest_whole, unit.weight as pull_weight,
        open.least_part + open.least_missed as sure_whole,
        -- As many as the last time, as far as that is possible.
        if(
            open.bounded_id is null, open.weight * unit.latest_whole,
            least(greatest(unit.latest_whole, open.least_whole, sure_whole), open.most_whole)
        ) as expected_whole,
        greatest(expected_whole - sure_whole, 0) as left_whole,
        greatest(0.55 * sqrt(expected_whole * pace * (1 - pace)), 0.001) as step,
        beyond(expected_whole * pace, open.least_part, step) as hit,
        beyond(expected_whole * (1 - pace), open.least_missed, step) as miss,
    from core.outlook_open as open
    join core.outlook_asked as asked using (target_id, version, cutoff_period_id)
    join core.outlook_unit as unit using (target_id, version, cutoff_period_id, unit_version_id)
),

open as (
    select
        target_id, version, cutoff_period_id, unit_version_id, is_share,
        if(is_share, year, null) as year,
        any_value(pace) as pace, any_value(pace_variance) as pace_variance, any_value(pull_weight) as pull_weight,
        sum(open_count)::bigint as open_count,
        sum(weight order by unit_id, year, bounded_id) as weight,
        sum(least_part order by unit_id, year, bounded_id) as least_part,
        sum(told_weight order by unit_id, year, bounded_id) as told_weight,
        if(is_share, sum(sure_whole order by unit_id, year, bounded_id), 0)::double as sure_whole,
        sum(left_whole order by unit_id, year, bounded_id) as left_whole,
        sum(coalesce(left_whole * hit / nullif(hit + miss, 0), 0) order by unit_id, year, bounded_id) as hit,
        -- Of a count of which m is expected and L is sure, about m * m / (m + L) is expected beyond L.
        if(is_share, 0, coalesce(
            sum(told_weight order by unit_id, year, bounded_id) * sum(least_part)
                / nullif(sum(told_weight order by unit_id, year, bounded_id) * any_value(pace) + sum(least_part), 0), 0
        )) as sure_weight,
    from figure
    group by target_id, version, cutoff_period_id, unit_version_id, is_share, if(is_share, year, null)
)

select
    open.target_id, open.version, open.cutoff_period_id, open.unit_version_id, open.year, open.open_count,
    open.least_part, open.sure_whole, open.sure_weight,
    if(open.is_share, open.left_whole, open.weight - open.sure_weight)::double as open_whole,
    if(open.is_share, open.hit, open_whole * open.pace)::double as mean_part,
    (open_whole * open_whole * open.pace_variance)::double as own_variance,
    (unrest.unrest * mean_part * if(open.is_share, coalesce(1 - mean_part / nullif(open_whole, 0), 0), 1))::double
        as chance_variance,
    (open_whole * open.pull_weight)::double as pull,
from open
join core.outlook_unrest as unrest using (target_id, version, cutoff_period_id)
