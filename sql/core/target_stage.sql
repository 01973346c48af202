-- description: What each target says in milestones, or as a profile, is to be reached by a period.
-- grain: one row per target, version and period of which it says so
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column ends_on: last day of that period
-- column staged_value: what is to be reached by then, in the target's unit of measure
-- column staged_exact: the same without a rounding, {part, whole}: whole numbers, of which the first through the second is it
with stage as (
    select target_id, version, unnest(milestones) as part, false as is_share from reference.target
    union all
    select target_id, version, unnest(profile_pct) as part, true as is_share from reference.target
)

select
    stage.target_id,
    stage.version,
    period.ends_on,
    coalesce(
        rating.rating_rank,
        try_cast(split_part(part, '=', 2) as decimal(24, 6)) * if(is_share, asked.asked_value / 100, 1)
    )::decimal(24, 6) as staged_value,
    {
        'part': (coalesce(rating.rating_rank, try_cast(split_part(part, '=', 2) as decimal(24, 6))) * 1000000)::hugeint
            * if(is_share, (asked.asked_value * 1000000)::hugeint, 1),
        'whole': if(is_share, 100000000000000::hugeint, 1000000),
    } as staged_exact,
from stage
join core.target_asked as asked using (target_id, version)
join reference.period as period on period.period_id = split_part(part, '=', 1)
left join core.rating as rating
    on asked.unit_of_measure = 'rating' and rating.rating_code = split_part(part, '=', 2)
