-- Every target is judged at every cut-off of its span, if only by saying that nothing is due yet.
select
    target.target_id,
    target.version,
    period.period_id,
from reference.target as target
join reference.period as period
    on period.period_type = target.period_type and period.starts_on >= target.starts_on and period.ends_on <= target.ends_on
left join core.target_progress as progress
    on progress.target_id = target.target_id
    and progress.version = target.version
    and progress.cutoff_period_id = period.period_id
where progress.verdict is null
