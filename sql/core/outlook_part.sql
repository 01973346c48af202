-- description: What the open figures of each unit may add, with what is known beside them: mean, and what makes it unsure.
-- grain: one row per target, version, cut-off period, unit as it is in a span of days and, of a share, year
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column unit_version_id: unit
-- column year: year of a share; null for a total
-- column open_count: open figures
-- column least_part: what those of a total surely come to of which a bound is told; 0 for a share
-- column sure_weight: what of these is told already by that bound
-- column open_whole: the denominators of a share that they are expected to have; of a total the open figures, each as much as its time of year brings, and less the more is sure of it
-- column mean_part: mean of what they come to beyond that
-- column own_variance: variance of that by the pace of the unit, given that of all
-- column chance_variance: variance by chance, however well the pace is known
-- column pull: by how much the mean follows the pace of all units
with open as (
    select
        open.target_id, open.version, open.cutoff_period_id, open.unit_version_id, asked.is_share,
        if(asked.is_share, open.year, null) as year,
        sum(open.open_count)::bigint as open_count,
        sum(open.weight order by open.unit_id, open.year) as weight,
        sum(open.least_part) as least_part,
        sum(open.told_weight order by open.unit_id, open.year) as told_weight,
    from core.outlook_open as open
    join core.outlook_asked as asked using (target_id, version, cutoff_period_id)
    group by
        open.target_id, open.version, open.cutoff_period_id, open.unit_version_id, asked.is_share,
        if(asked.is_share, open.year, null)
)

select
    open.target_id, open.version, open.cutoff_period_id, open.unit_version_id, open.year, open.open_count, open.least_part,
    -- Of a count of which m is expected and L is sure, about m * m / (m + L) is expected beyond L.
    coalesce(open.told_weight * open.least_part / nullif(open.told_weight * unit.pace + open.least_part, 0), 0) as sure_weight,
    ((open.weight - sure_weight) * if(open.is_share, unit.latest_whole, 1))::double as open_whole,
    (open_whole * unit.pace)::double as mean_part,
    (open_whole * open_whole * unit.pace_variance)::double as own_variance,
    (unrest.unrest * open_whole * unit.pace * if(open.is_share, 1 - unit.pace, 1))::double as chance_variance,
    (open_whole * unit.weight)::double as pull,
from open
join core.outlook_unit as unit using (target_id, version, cutoff_period_id, unit_version_id)
join core.outlook_unrest as unrest using (target_id, version, cutoff_period_id)
