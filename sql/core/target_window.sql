-- description: Of which days the figures of which indicator may still decide a target of which it cannot yet be said.
-- grain: one row per target, version and cut-off period, indicator and days
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column indicator_id: indicator, as targets name it
-- column starts_on: first day
-- column ends_on: last day
select
    span.target_id, span.version, span.cutoff_period_id, span.indicator_id, days.starts_on, days.ends_on,
from core.target_progress as progress
join core.target_span as span using (target_id, version, cutoff_period_id)
join core.target_asked as asked using (target_id, version)
join core.span as days using (span_id)
left join core.span_value as figure
    on figure.group_kind = 'bloc' and figure.span_id = span.span_id and figure.indicator_id = span.indicator_id
where progress.verdict = 'cannot_yet_say' and case
    when span.is_base or figure.is_perhaps_void then true
    -- A year that surely is better than every year must be, or worse than the one year that is asked for, decides nothing.
    when asked.kind = 'every_year' and asked.once_rank is null
        then if(asked.is_less_better, figure.high_value >= progress.target_value, figure.low_value <= progress.target_value)
    when asked.kind = 'once'
        then if(asked.is_less_better, figure.low_value <= progress.target_value, figure.high_value >= progress.target_value)
    else true
end
