-- Every figure of the register that is about no single year is there at every mid-term, if only as not due yet.
select
    figure.figure_id,
    term.term_id,
from reference.printed_figure as figure
cross join reference.term as term
left join marts.printed_figure as found
    on found.figure_id = figure.figure_id and found.cutoff_period_id = term.mid_term_period_id
where found.figure_id is null and figure.year is null
