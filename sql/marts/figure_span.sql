-- description: Spans that answer for each printed figure at each cut-off: several for a 'worst' figure, otherwise one.
-- grain: one row per figure, cut-off period and span
-- column figure_id: figure
-- column cutoff_period_id: last half-year that counts (mid-term and end of term)
-- column span_id: span of half-years
-- column is_higher_better: whether the smallest is the worst
-- column value: the indicator over the span, of what is known
-- column low_value: least that it may be
-- column high_value: most that it may be
-- column due_count: unit figures due
-- column known_count: unit figures known
with cutoff as (
    select term_id, first_period_id, mid_term_period_id as cutoff_period_id from reference.term
    union all
    select term_id, first_period_id, last_period_id as cutoff_period_id from reference.term
)

-- A year counts once, with all its half-years up to the cut-off.
select
    figure.figure_id,
    cutoff.cutoff_period_id,
    by_span.span_id,
    coalesce(indicator.is_higher_better, true) as is_higher_better,
    by_span.value,
    by_span.low_value,
    by_span.high_value,
    by_span.due_count,
    by_span.known_count,
from reference.figure as figure
cross join cutoff
join reference.indicator as indicator using (indicator_id)
join marts.indicator_by_span as by_span
    on by_span.indicator_id = figure.indicator_id
    and by_span.last_period_id between cutoff.first_period_id and cutoff.cutoff_period_id
    and case figure.scope
        when 'worst_year' then by_span.span_kind = 'year_to_date'
        when 'worst_period' then by_span.span_kind = 'period'
        when 'year' then by_span.span_kind = 'year_to_date' and by_span.year = figure.year
        when 'at_cutoff' then by_span.span_kind = 'period' and by_span.last_period_id = cutoff.cutoff_period_id
        else by_span.span_kind = 'since_start'
            and by_span.first_period_id = cutoff.first_period_id
            and by_span.last_period_id = cutoff.cutoff_period_id
    end
qualify figure.scope not in ('worst_year', 'year') or row_number() over (
    partition by figure.figure_id, cutoff.cutoff_period_id, by_span.year
    order by by_span.last_period_id desc
) = 1
