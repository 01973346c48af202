-- description: How much more the totals of periods differ than chance lets them (a good year, a campaign), and how sure the pace of all units is with that.
-- grain: one row per target, version and cut-off period of which enough is known for an outlook: figures of three periods
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column is_share: whether it asks a share of every year; else a total of whole counts
-- column point_count: periods of which a figure is known
-- column unrest: variance of the totals of periods as a multiple of that by chance, 1 or more
-- column pace_variance: variance of the pace of all units
with seen as (
    select
        point.target_id, point.version, point.cutoff_period_id, point.period_id,
        sum(point.part order by unit_version_id) as part,
        if(any_value(asked.is_share), 1, any_value(point.whole)) as whole,
        sum(point.whole * unit.pace order by unit_version_id) as mean,
        sum(point.whole * unit.pace * if(asked.is_share, 1 - unit.pace, 1) order by unit_version_id) as variance,
    from core.outlook_point as point
    join core.outlook_unit as unit using (target_id, version, cutoff_period_id, unit_version_id)
    join core.outlook_asked as asked using (target_id, version, cutoff_period_id)
    group by point.target_id, point.version, point.cutoff_period_id, point.period_id
),

-- With few periods it is not surely known either: that of a Student's t with as many degrees of freedom.
unrest as (
    select
        target_id, version, cutoff_period_id,
        count(*) - count(distinct whole) as freedom,
        sum((part - mean) * (part - mean) / nullif(variance, 0) order by period_id) as apart,
        coalesce(greatest(apart / nullif(freedom, 0) - 1, 0), 0) as excess,
        1 + excess * if(freedom > 2, freedom / (freedom - 2), 3) as unrest,
    from seen
    group by target_id, version, cutoff_period_id
)

select
    pool.target_id, pool.version, pool.cutoff_period_id, asked.is_share, pool.point_count,
    unrest.unrest::double as unrest,
    (
        unrest.unrest * if(
            asked.is_share,
            pool.pace * (1 - pool.pace) * (pool.size + pool.spread * (pool.square - pool.size)),
            pool.pace * pool.size + pool.spread * pool.square
        ) / (pool.size * pool.size)
    )::double as pace_variance,
from core.outlook_pool as pool
join core.outlook_asked as asked using (target_id, version, cutoff_period_id)
join unrest using (target_id, version, cutoff_period_id)
where pool.point_count >= 3
