-- description: The figures that an evaluation prints, each as known at the cut-off.
-- grain: one row per figure and cut-off period (mid-term and end of term)
-- column figure_id: figure
-- column cutoff_period_id: last half-year that counts
-- column section: clause of the report
-- column label_vi: label as printed
-- column indicator_id: indicator it is taken from
-- column scope: worst_year, worst_period, cumulative, at_cutoff or year
-- column unit_of_measure: unit of the values; for 'rating' they are ranks
-- column value: the figure, of what is known
-- column code: code of a rating; null for numbers
-- column low_value: least that it may be
-- column high_value: most that it may be
-- column due_count: unit figures due
-- column known_count: unit figures known
with cutoff as (
    select term_id, first_period_id, mid_term_period_id as cutoff_period_id from reference.term
    union all
    select term_id, first_period_id, last_period_id as cutoff_period_id from reference.term
),

rating as (
    select rank, any_value(code) as code from reference.code where list_id = 'rating' group by rank
),

-- Several spans answer for a 'worst' figure; a year counts once, with all its half-years up to the cut-off.
candidate as (
    select
        figure.*,
        cutoff.cutoff_period_id,
        coalesce(indicator.is_higher_better, true) as is_higher_better,
        indicator.unit_of_measure,
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
),

worst as (
    select
        figure_id,
        cutoff_period_id,
        section,
        label_vi,
        indicator_id,
        scope,
        unit_of_measure,
        if(is_higher_better, min(value), max(value)) as value,
        if(is_higher_better, min(low_value), max(low_value)) as low_value,
        if(is_higher_better, min(high_value), max(high_value)) as high_value,
        sum(due_count)::bigint as due_count,
        sum(known_count)::bigint as known_count,
    from candidate
    group by figure_id, cutoff_period_id, section, label_vi, indicator_id, scope, unit_of_measure, is_higher_better
)

select
    worst.figure_id,
    worst.cutoff_period_id,
    worst.section,
    worst.label_vi,
    worst.indicator_id,
    worst.scope,
    worst.unit_of_measure,
    worst.value,
    rating.code,
    worst.low_value,
    worst.high_value,
    worst.due_count,
    worst.known_count,
from worst
left join rating on worst.unit_of_measure = 'rating' and rating.rank = worst.value
