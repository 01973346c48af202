-- description: Pace of all units together, and how far that of one unit lies from another's beyond what chance alone does (empirical Bayes by moments: counts gamma-Poisson, shares beta-binomial).
-- grain: one row per target, version and cut-off period of which anything is known
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column point_count: periods of which a figure is known
-- column unit_count: units of which one is
-- column pace: mean of a count per period; mean share, 0 to 1
-- column spread: variance of the pace between units; of a share what two of the same unit have in common, 0 to 1 (intraclass correlation)
-- column size: periods of all units; of a share the sum of the denominators
-- column square: sum over units of the squares of these
-- column mean_whole: mean denominator of a unit in a period
with unit as (
    select
        target_id, version, cutoff_period_id, unit_version_id,
        sum(part order by period_id) as part, sum(whole order by period_id) as size,
        avg(whole order by period_id) as mean_whole,
    from core.outlook_point
    group by target_id, version, cutoff_period_id, unit_version_id
),

pooled as (
    select
        unit.target_id, unit.version, unit.cutoff_period_id, asked.is_share,
        count(*) as unit_count,
        sum(unit.size order by unit_version_id) as size,
        sum(unit.size * unit.size order by unit_version_id) as square,
        avg(unit.mean_whole order by unit_version_id) as mean_whole,
        sum(unit.part order by unit_version_id) as part,
        sum(unit.part * unit.part / nullif(unit.size, 0) order by unit_version_id) as squared_parts,
    from unit
    join core.outlook_asked as asked using (target_id, version, cutoff_period_id)
    group by unit.target_id, unit.version, unit.cutoff_period_id, asked.is_share
),

compared as (
    select
        *,
        -- Half of one more: where nothing was counted yet, the pace is not surely nothing.
        (part + 0.5) / (size + if(is_share, 1, 0)) as pace,
        squared_parts - part * part / nullif(size, 0) as apart,
        if(is_share, apart / (pace * (1 - pace)), apart) as seen,
        if(is_share, unit_count - 1, (unit_count - 1) * pace) as by_chance,
        size - square / size as weight,
    from pooled
    where size > 0
)

select
    compared.target_id, compared.version, compared.cutoff_period_id,
    known.point_count,
    compared.unit_count::bigint as unit_count,
    compared.pace,
    case
        when unit_count < 2 or seen <= by_chance then 0
        when is_share then least((seen - by_chance) / nullif(weight - (unit_count - 1), 0), 0.99)
        else (seen - by_chance) / weight
    end::double as spread,
    compared.size, compared.square, compared.mean_whole,
from compared
join (
    select target_id, version, cutoff_period_id, count(distinct period_id)::bigint as point_count
    from core.outlook_point
    group by target_id, version, cutoff_period_id
) as known using (target_id, version, cutoff_period_id)
