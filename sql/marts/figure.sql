-- description: The figures that an evaluation prints, each as known at the cut-off.
-- grain: one row per figure and cut-off period (mid-term and end of term); a year's figure only in the terms that the year touches
-- column figure_id: figure
-- column cutoff_period_id: last half-year that counts
-- column section: clause of the report
-- column label_vi: label as printed
-- column indicator_id: indicator it is taken from
-- column scope: worst_year, worst_period, cumulative, at_cutoff or year
-- column unit_of_measure: unit of the values; for 'rating' they are ranks
-- column value: the figure, of what is known
-- column code: code of a rating; null for numbers
-- column worst_when: all years or half-years that are the worst, e.g. '2020, 2021'; null when all are alike, and for figures that are no worst
-- column low_value: least that it may be; null when nothing is due yet, or nothing that is due applies
-- column high_value: most that it may be
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column due_count: unit figures due
-- column known_count: unit figures known
with rating as (
    select rank, arg_max(code, valid_from_on) as code from reference.code where list_id = 'rating' group by rank
)

select
    found.figure_id,
    found.cutoff_period_id,
    figure.section,
    figure.label_vi,
    figure.indicator_id,
    figure.scope,
    indicator.unit_of_measure,
    found.value,
    rating.code,
    found.worst_when,
    found.low_value,
    found.high_value,
    found.is_low_open,
    found.is_high_open,
    found.due_count,
    found.known_count,
from marts.figure_value as found
join reference.figure as figure using (figure_id)
join reference.indicator as indicator using (indicator_id)
left join rating on indicator.unit_of_measure = 'rating' and rating.rank = found.value
