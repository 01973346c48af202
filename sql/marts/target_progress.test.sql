-- Every target is judged at every cut-off of its span.
select
    target.target_id,
    target.version,
    period.period_id,
from reference.target as target
join reference.period as period on period.period_id between target.first_period_id and target.last_period_id
left join marts.target_progress as progress
    on progress.target_id = target.target_id
    and progress.version = target.version
    and progress.cutoff_period_id = period.period_id
    and progress.verdict is not null
where progress.target_id is null
    -- A yearly figure is due in the second half-year: before the first one, nothing can be judged.
    and exists (
        select 1
        from marts.indicator_by_span as by_span
        where by_span.indicator_id = target.indicator_id
            and by_span.last_period_id between target.first_period_id and period.period_id
    )
