-- description: The figures that a report prints at a cut-off, each with its field of work, whether more is better, and what the report that was handed in says.
select
    figure.*,
    indicator.domain_vi, indicator.is_higher_better,
    if(said.printed_period_id = figure.cutoff_period_id, said.printed_vi, null) as printed_vi,
from marts.printed_figure as figure
join marts.indicator as indicator using (indicator_id)
join reference.printed_figure as said using (figure_id)
where figure.cutoff_period_id = $cutoff_period_id
