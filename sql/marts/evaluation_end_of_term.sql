-- description: The end-of-term evaluation: targets set at mid-term and those of the congress that last beyond it, judged at the end of the term or, if before, at their own end.
-- grain: one row per target and version
-- column term_id: congress term
-- column target_id: target
-- column label_vi: what the congress asked for
-- column clause: resolution or report, and clause
-- column version: congress, or rest_of_term (set at mid-term)
-- column rule: every_year (the worst year is compared) or cumulative (the total is compared with the elapsed share of the target)
-- column direction: at_least, or below (strictly)
-- column unit_of_measure: unit of the values; for 'rating' they are ranks
-- column target_value: what the target asks for in the end
-- column expected_value: what was to be reached by the cut-off
-- column result_value: worst year's value, or the total, of what is known
-- column result_years: all years that are the worst, e.g. '2020, 2021'; null when all years are alike, and for cumulative targets
-- column low_value: least that the result may be; null when nothing is due yet, or nothing that is due applies
-- column high_value: most that the result may be
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column progress_pct: result as a share of the target, percent
-- column verdict: exceeded, met, not_met; cannot_yet_say when what is unknown could change it; nothing_due_yet, or nothing_due when the target has ended; not_applicable when all that was due says so
-- column coverage_pct: unit figures known among those due, percent
select
    term.term_id,
    progress.target_id,
    target.label_vi,
    target.clause,
    progress.version,
    target.rule,
    target.direction,
    indicator.unit_of_measure,
    progress.target_value,
    progress.expected_value,
    progress.result_value,
    progress.result_years,
    progress.low_value,
    progress.high_value,
    progress.is_low_open,
    progress.is_high_open,
    progress.progress_pct,
    progress.verdict,
    progress.coverage_pct,
from marts.target_progress as progress
join reference.target as target using (target_id, version)
join reference.indicator as indicator on indicator.indicator_id = progress.indicator_id
-- A target that ended after mid-term, or that was set there, is shown as it ended.
join reference.term as term
    on progress.cutoff_period_id = least(term.last_period_id, target.last_period_id)
    and target.last_period_id >= term.first_period_id
    and (
        target.last_period_id > term.mid_term_period_id
        or target.last_period_id >= term.last_period_id
        or progress.version = 'rest_of_term'
    )
