-- description: The figures that an evaluation prints, each as known at the cut-off. One evaluation is one cut-off.
-- grain: one row per figure and cut-off period (mid-term and end of term); a year's figure only in the terms that the year touches
-- column figure_id: figure
-- column cutoff_period_id: last period that counts
-- column cutoff_vi: its name
-- column section: clause of the report
-- column label_vi: label as printed
-- column indicator_id: indicator it is taken from
-- column indicator_vi: its name
-- column taken_over: what of its indicator the figure is: worst_year, worst_period, cumulative, at_cutoff or year
-- column taken_over_vi: its name
-- column unit_of_measure: unit of the values
-- column unit_of_measure_vi: its name
-- column figure_vi: the figure as printed, with its unit of measure; percent to one decimal; a rating by name; null where there is none: nothing known, nothing that applies, a rate of nothing
-- column value: the figure, of what is known; null for ratings
-- column rating_code: the figure where it is a rating; null for numbers
-- column rating_vi: its label
-- column worst_when: all years or periods that are the worst, e.g. '2020, 2021'; null when all are alike, and for figures that are no worst
-- column low_value: least that it may be; null for ratings, when nothing is due yet, or nothing that is due applies
-- column high_value: most that it may be
-- column low_vi: low_value, or the worst rating, as printed, with its unit of measure; null where there is none
-- column high_vi: high_value, or the best rating, likewise
-- column low_rating_vi: worst that a rating may be
-- column high_rating_vi: best that it may be
-- column is_low_open: whether it is surely more than its least
-- column is_high_open: whether it is surely less than its most
-- column due_count: unit figures due
-- column known_count: unit figures known
with found as (
    select
        found.*,
        figure.* exclude (figure_id),
        indicator.label_vi as indicator_vi,
        indicator.unit_of_measure,
        indicator.unit_of_measure = 'rating' as is_rating,
    from core.printed_figure_value as found
    join reference.printed_figure as figure using (figure_id)
    join reference.indicator as indicator using (indicator_id)
)

select
    found.figure_id,
    found.cutoff_period_id, period.label_vi as cutoff_vi,
    found.section, found.label_vi,
    found.indicator_id, found.indicator_vi,
    found.taken_over, taken_over.label_vi as taken_over_vi,
    found.unit_of_measure, measured.label_vi as unit_of_measure_vi,
    coalesce(rating.rating_vi, number.number_vi || ' ' || measured.label_vi) as figure_vi,
    if(is_rating, null, found.value) as value,
    rating.rating_code, rating.rating_vi,
    found.worst_when,
    if(is_rating, null, found.low_value) as low_value,
    if(is_rating, null, found.high_value) as high_value,
    coalesce(low.rating_vi, low_number.number_vi || ' ' || measured.label_vi) as low_vi,
    coalesce(high.rating_vi, high_number.number_vi || ' ' || measured.label_vi) as high_vi,
    low.rating_vi as low_rating_vi, high.rating_vi as high_rating_vi,
    found.is_low_open, found.is_high_open,
    found.due_count, found.known_count,
from found
join reference.period as period on period.period_id = found.cutoff_period_id
left join core.number_vi as number
    on not is_rating and number.value = found.shown_value
left join core.number_vi as low_number on not is_rating and low_number.value = found.shown_low_value
left join core.number_vi as high_number on not is_rating and high_number.value = found.shown_high_value
left join core.rating as rating on is_rating and rating.rating_rank = found.value
left join core.rating as low on is_rating and low.rating_rank = found.low_value
left join core.rating as high on is_rating and high.rating_rank = found.high_value
left join reference.word as taken_over on taken_over.list_id = 'taken_over' and taken_over.code = found.taken_over
left join reference.word as measured on measured.list_id = 'unit_of_measure' and measured.code = found.unit_of_measure
