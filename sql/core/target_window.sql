-- description: Of which days the figures of which indicator may still decide a target of which it cannot yet be said, and how much one more of them brings it nearer.
-- grain: one row per target, version and cut-off period, indicator and days
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column indicator_id: indicator, as targets name it
-- column starts_on: first day
-- column ends_on: last day
-- column weight: what one of it counts for: 1, of what a share or a growth is compared with as much as is asked for of one, below zero
-- column denominator_weight: of a rate what one of its denominator counts for where one of its numerator counts 1, below zero
with asked as (
    select
        progress.target_id, progress.version, progress.cutoff_period_id, progress.target_value, asked.kind,
        asked.is_less_better, asked.once_rank, base.value as base_value,
        base.low_value <= 0 as is_base_void, coalesce(level.is_perhaps_void, false) as is_level_void,
        coalesce(progress.expected_value, progress.target_value)::double as due_value,
        if(asked.kind = 'growth', 100, 0) + due_value as of_base_pct,
        -- What can only grow must not pass what is asked for in the end either.
        if(asked.is_less_better and asked.is_accumulated, greatest(progress.target_value - due_value, 0), 0) as beyond_pct,
        -- Whether there are bounds within which it is reached, and others within which it is not; a percentage is rounded.
        100 * level.low_value <= (of_base_pct + beyond_pct + 0.000001) * base.high_value
            and 100 * level.high_value >= (of_base_pct - 0.000001) * greatest(base.low_value, 0)
            and (level.high_value > 0 or not is_base_void) as is_near,
    from core.target_progress as progress
    join core.target_asked as asked using (target_id, version)
    left join core.target_base as base using (target_id, version)
    left join core.target_level as level using (target_id, version, cutoff_period_id)
    where progress.verdict = 'cannot_yet_say'
)

select
    span.target_id, span.version, span.cutoff_period_id, span.indicator_id, days.starts_on, days.ends_on,
    if(span.is_base, -of_base_pct / 100, 1) as weight,
    -if(asked.kind = 'growth', coalesce(base_value, 100) * if(span.is_base, 100, of_base_pct) / 100, due_value) / 100
        as denominator_weight,
from asked
join core.target_span as span using (target_id, version, cutoff_period_id)
join core.span as days using (span_id)
left join core.span_value as figure
    on figure.group_kind = 'bloc' and figure.span_id = span.span_id and figure.indicator_id = span.indicator_id
where case
    -- What decides only whether there is anything to compare waits for that side alone.
    when asked.kind in ('share_of_base', 'growth') and (is_base_void or is_level_void)
        then coalesce(is_near, true) or if(span.is_base, is_base_void, is_level_void)
    when span.is_base or figure.is_perhaps_void then true
    -- A year that surely is better than every year must be, or worse than the one year that is asked for, decides nothing.
    when asked.kind = 'every_year' and asked.once_rank is null
        then if(asked.is_less_better, figure.high_value >= asked.target_value, figure.low_value <= asked.target_value)
    when asked.kind = 'once'
        then if(asked.is_less_better, figure.low_value <= asked.target_value, figure.high_value >= asked.target_value)
    else true
end
