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
with rating as (
    select rank, arg_max(code, valid_from_on) as code from reference.code where list_id = 'rating' group by rank
),

worst as (
    select
        figure_id,
        cutoff_period_id,
        if(is_higher_better, min(value), max(value)) as value,
        if(is_higher_better, min(low_value), max(low_value)) as low_value,
        if(is_higher_better, min(high_value), max(high_value)) as high_value,
        sum(due_count)::bigint as due_count,
        sum(known_count)::bigint as known_count,
    from marts.figure_span
    group by figure_id, cutoff_period_id, is_higher_better
)

select
    worst.figure_id,
    worst.cutoff_period_id,
    figure.section,
    figure.label_vi,
    figure.indicator_id,
    figure.scope,
    indicator.unit_of_measure,
    worst.value,
    rating.code,
    worst.low_value,
    worst.high_value,
    worst.due_count,
    worst.known_count,
from worst
join reference.figure as figure using (figure_id)
join reference.indicator as indicator using (indicator_id)
left join rating on indicator.unit_of_measure = 'rating' and rating.rank = worst.value
