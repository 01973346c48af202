-- description: Whose returns would decide the targets of which it cannot yet be said, those first that leave most open: whom to chase for an evaluation.
-- grain: one row per target, version, cut-off period and return
-- column target_version_id: target and version, e.g. 'T4/congress': key of marts.target
-- column label_vi: what is asked for
-- column cutoff_period_id: last period that counts
-- column cutoff_vi: its name
-- column decisive_rank: place among the returns that leave this target open, 1 for the one that leaves most open
-- column return_id: unit and period, e.g. 'TC01-2020H2': key of marts.return, which tells where it stands
-- column unit_version_id: unit as it was on the last day of the period: key of marts.unit
-- column unit_name_vi: its name then
-- column period_id: period of the return
-- column period_vi: its name
-- column unknown_count: its figures that are not exactly known and count for the target
-- column unknown_value: by how much the target may still vary by them, in the measure of its indicator, of a rate in that of its numerator: a denominator or a base counts as what is asked for of it; of ratings in ranks; empty for a target that counts others
-- column unknown_pct: the same of all that is unknown, percent; of a target that counts others the mean of those of its targets
-- column is_missing: whether no return is in force; else some of its figures are blank, not readable or bounds
-- column is_decisive_alone: whether it could decide by itself, whatever the others say; null where several are open and figures are not simply added up: of rates, ratings, the worst or the best year, targets that count others, and where the base is open too
with ranked as (
    select
        unknown.*,
        row_number() over (this_target order by unknown_share desc, unknown.unit_id, unknown.period_id) as decisive_rank,
        count(*) over this_target as open_count,
    from core.target_unknown as unknown
    window this_target as (partition by target_id, version, cutoff_period_id)
),

-- It says the most that it may, or the least: between which the others can then still carry the total.
left_open as (
    select
        ranked.*, tipping.tips_at, tipping.is_tip_alike, tipping.lost_at, tipping.is_lost_at,
        unnest([low_value + unknown_value, low_value]) as least,
        unnest([high_value, high_value - unknown_value]) as most,
    from ranked
    join core.target_tipping as tipping using (target_id, version, cutoff_period_id)
),

settled as (
    select
        target_id, version, cutoff_period_id, decisive_rank,
        bool_or(
            (least > tips_at or most < tips_at or if(is_tip_alike, least = tips_at, least = tips_at and most = tips_at))
            and coalesce(if(is_lost_at, least >= lost_at or most < lost_at, least > lost_at or most <= lost_at), true)
        ) as is_settled,
    from left_open
    group by target_id, version, cutoff_period_id, decisive_rank
)

select
    ranked.target_id || '/' || ranked.version as target_version_id,
    target.label_vi,
    ranked.cutoff_period_id, cutoff.label_vi as cutoff_vi,
    ranked.decisive_rank,
    ranked.unit_id || '-' || ranked.period_id as return_id,
    unit.unit_version_id, unit.unit_name_vi,
    ranked.period_id, period.label_vi as period_vi,
    ranked.unknown_count::bigint as unknown_count,
    ranked.unknown_value::decimal(24, 6) as unknown_value,
    round(100 * ranked.unknown_share, 1) as unknown_pct,
    ranked.is_missing,
    ranked.open_count = 1 or settled.is_settled as is_decisive_alone,
from ranked
left join settled using (target_id, version, cutoff_period_id, decisive_rank)
join reference.target as target using (target_id, version)
join reference.period as cutoff on cutoff.period_id = ranked.cutoff_period_id
join reference.period as period on period.period_id = ranked.period_id
join core.unit_of_period as unit on unit.unit_id = ranked.unit_id and unit.period_id = ranked.period_id
