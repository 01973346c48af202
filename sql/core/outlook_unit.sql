-- description: Pace of each unit whose figures are open: its own, drawn towards that of all by as much as little is known of it.
-- grain: one row per target, version, cut-off period and unit as it is in a span of days
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column unit_version_id: unit
-- column point_count: periods of it that are known
-- column known_part: sum of what is known of it
-- column latest_whole: its latest denominator, or where that is 0 the mean of its own; of a unit of which nothing is known the mean of the others; null for a count
-- column weight: weight of the pace of all, 0 to 1
-- column pace: its pace per period, as a count or a share, 0 to 1
-- column pace_variance: how sure that is, given the pace of all
with unit as (
    select
        open.target_id, open.version, open.cutoff_period_id, open.unit_version_id,
        count(point.period_id)::bigint as point_count,
        coalesce(sum(point.part order by point.period_id), 0) as part,
        coalesce(sum(point.whole order by point.period_id), 0) as size,
        arg_max(point.whole, point.ends_on) as latest_whole,
    from (select distinct target_id, version, cutoff_period_id, unit_version_id from core.outlook_open) as open
    left join core.outlook_point as point using (target_id, version, cutoff_period_id, unit_version_id)
    group by open.target_id, open.version, open.cutoff_period_id, open.unit_version_id
),

weighed as (
    select
        unit.*, asked.is_share, pool.spread, pool.pace as pace_of_all, pool.mean_whole,
        case
            when pool.spread = 0 or unit.size = 0 then 1
            when asked.is_share then (1 - pool.spread) / (1 - pool.spread + pool.spread * unit.size)
            else pool.pace / (pool.pace + pool.spread * unit.size)
        end as weight,
        weight * pool.pace + if(unit.size = 0, 0, (1 - weight) * unit.part / unit.size) as pace,
    from unit
    join core.outlook_asked as asked using (target_id, version, cutoff_period_id)
    join core.outlook_pool as pool using (target_id, version, cutoff_period_id)
)

select
    target_id, version, cutoff_period_id, unit_version_id, point_count,
    part as known_part,
    if(is_share, coalesce(nullif(latest_whole, 0), size / nullif(point_count, 0), mean_whole), null) as latest_whole,
    weight::double as weight,
    pace::double as pace,
    if(
        is_share,
        pace * (1 - pace) * spread / (1 + spread * size),
        pace * spread / (pace_of_all + spread * size)
    )::double as pace_variance,
from weighed
