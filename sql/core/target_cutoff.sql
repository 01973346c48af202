-- description: Every target at every cut-off: how much of its time has passed, and what it asks for by then.
-- grain: one row per target, version and cut-off period
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column kind: how it is judged
-- column first_period_id: first period that counts
-- column span_id: span from there to the cut-off
-- column ends_on: last day of the cut-off
-- column is_ended: whether the cut-off is the last period that counts
-- column elapsed_count: its periods up to the cut-off
-- column period_count: its periods
-- column elapsed_share: the first through the second, 0 to 1
-- column staged_value: what its milestones, or its profile, ask for by the cut-off; null where they ask for nothing yet, or it has none
-- column paced_value: the same; where it has none, the share of what it asks for that falls to the time elapsed
-- column paced_exact: what it asks for by then as a fraction, {part, whole}: whole numbers, of which the first through the second is it; null before its first milestone
with cutoff as (
    select
        target.*,
        period.period_id as cutoff_period_id,
        period.ends_on as cutoff_ends_on,
        (count(*) over (this_target order by period.ends_on))::bigint as elapsed_count,
        (count(*) over this_target)::bigint as period_count,
        len(coalesce(target.milestones, [])) + len(coalesce(target.profile_pct, [])) > 0 as is_staged,
    from reference.target as target
    join reference.period as period
        on period.period_type = target.period_type
        and period.starts_on >= target.starts_on
        and period.ends_on <= target.ends_on
    window this_target as (partition by target.target_id, target.version)
)

select
    cutoff.target_id, cutoff.version, cutoff.cutoff_period_id, cutoff.kind, cutoff.first_period_id,
    'since_start:' || cutoff.first_period_id || ':' || cutoff.cutoff_period_id as span_id,
    cutoff.cutoff_ends_on as ends_on,
    cutoff.elapsed_count = cutoff.period_count as is_ended,
    cutoff.elapsed_count, cutoff.period_count,
    cutoff.elapsed_count / cutoff.period_count as elapsed_share,
    arg_max(staged.staged_value, staged.ends_on) as staged_value,
    if(
        any_value(cutoff.is_staged),
        arg_max(staged.staged_value, staged.ends_on),
        any_value(asked.asked_value) * any_value(cutoff.elapsed_count / cutoff.period_count)
    )::decimal(24, 6) as paced_value,
    if(
        any_value(cutoff.is_staged),
        arg_max(staged.staged_exact, staged.ends_on),
        {
            'part': fraction(any_value(asked.asked_value))['part'] * any_value(cutoff.elapsed_count),
            'whole': fraction(any_value(cutoff.period_count))['part'],
        }
    ) as paced_exact,
from cutoff
join core.target_asked as asked using (target_id, version)
left join core.target_stage as staged
    on staged.target_id = cutoff.target_id and staged.version = cutoff.version and staged.ends_on <= cutoff.cutoff_ends_on
group by all
