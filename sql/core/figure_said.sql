-- description: Figures of the whole office as this release says them: what each target came to at each cut-off, and the total of each indicator over each span of a term.
-- grain: one row per figure
-- column figure_key: target, version and cut-off ('T4/congress@2023H1'), or indicator, first and last period of the span ('members_admitted@2020H2:2023H1')
-- column target_id: target; null for totals
-- column version: its version; null for totals
-- column indicator_id: indicator; null for targets
-- column first_period_id: first period of the span; null for targets
-- column last_period_id: last period that counts
-- column verdict: verdict; null for totals
-- column figure_vi: what it came to, of what is known, in words; null where there is no figure
-- column value: the same as a number; null for ratings
-- column low_value: least that it may be, given what is unknown; null for ratings
-- column high_value: most that it may be
-- column due_count: unit figures due
-- column known_count: unit figures known
with total as (
    select span.first_period_id, span.last_period_id, measured.*
    from core.span_measure as measured
    join core.span as span using (span_id)
    where span.is_of_term and measured.group_kind = 'bloc'
    -- A year or term so far that has one period is that period.
    qualify row_number() over (
        partition by measured.indicator_id, span.first_period_id, span.last_period_id order by span.span_kind
    ) = 1
)

select
    progress.target_id || '/' || progress.version || '@' || progress.cutoff_period_id as figure_key,
    progress.target_id, progress.version,
    null::varchar as indicator_id, null::varchar as first_period_id, progress.cutoff_period_id as last_period_id,
    progress.verdict,
    words.result_vi as figure_vi,
    if(asked.unit_of_measure = 'rating', null, progress.result_value)::decimal(38, 6) as value,
    if(asked.unit_of_measure = 'rating', null, progress.low_value)::decimal(38, 6) as low_value,
    if(asked.unit_of_measure = 'rating', null, progress.high_value)::decimal(38, 6) as high_value,
    progress.due_count::bigint as due_count, progress.known_count::bigint as known_count,
from core.target_progress as progress
join core.target_asked as asked using (target_id, version)
left join core.target_words as words using (target_id, version, cutoff_period_id)
union all
select
    total.indicator_id || '@' || total.first_period_id || ':' || total.last_period_id as figure_key,
    null as target_id, null as version,
    total.indicator_id, total.first_period_id, total.last_period_id,
    null as verdict,
    total.figure_vi,
    coalesce(
        total.value, total.whole_value, total.opening_value, total.closing_value, total.level_value, total.rate_pct
    )::decimal(38, 6) as value,
    total.low_value::decimal(38, 6) as low_value, total.high_value::decimal(38, 6) as high_value,
    total.due_count::bigint as due_count, total.known_count::bigint as known_count,
from total
