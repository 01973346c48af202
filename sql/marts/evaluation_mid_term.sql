-- description: The mid-term evaluation: every target of the congress, judged at the middle of its term or, if before, at its own end.
-- grain: one row per term and target; a target that spans terms is judged at the middle of each
-- column term_id: congress term
-- column term_vi: its name
-- column target_version_id: target and version, e.g. 'T4/congress': key of marts.target, where target_id stands
-- column label_vi: what is asked for
-- column target_vi: how much is asked for, in words
-- column clause: resolution or report, and clause
-- column version_vi: set by the congress, or for the rest of the term
-- column cutoff_period_id: last period that counts
-- column cutoff_vi: its name
-- column cutoff_ends_on: its last day; while that is to come the evaluation lies ahead: it says how things stand so far
-- column unit_of_measure: unit of measure of the values
-- column unit_of_measure_vi: its name
-- column verdict: exceeded, met, on_the_way, behind, not_met; cannot_yet_say when what is unknown could change it; nothing_due_yet, or nothing_due when the target has ended; not_applicable when all that was due says so; not_defined when there is nothing to compare with (docs/targets.md)
-- column verdict_vi: its name
-- column worst_verdict: what the verdict is in the worst case of what is unknown; null when there is no result
-- column worst_verdict_vi: its name
-- column best_verdict: what it is in the best case
-- column best_verdict_vi: its name
-- column sentence_vi: how the verdict comes about, with the arithmetic: what was due by now, what there is, the verdict
-- column kind: how it is judged: cumulative, every_year, average, once, by_date, done, share_of_base, growth or composite (docs/targets.md)
-- column kind_vi: its name
-- column direction: at_least, at_most, or below (strictly)
-- column direction_vi: its name
-- column result_vi: what it came to, of what is known, in words, e.g. '96,9 %': as its kind says the total, the worst year, the mean …; null when nothing is known, and where a figure is missing without which that is no result
-- column result_years: all years that are the worst (once: the best), e.g. '2020, 2021'; null when all years are alike, and for kinds that are about no year
-- column result_value: the result as a number in the unit of measure; null for ratings
-- column result_rating_vi: the result as a rating; null for numbers
-- column target_value: what the target asks for in the end; null for ratings
-- column expected_vi: the same in words: of a cumulative target its share, with its unit of measure; null while nothing was
-- column expected_value: what was to be reached by the cut-off; null for ratings, and while nothing was
-- column remaining_value: of a cumulative target, what the total lacks to target_value (below: how far it is from it); null for all else, and while nothing that was due is known
-- column pace_value: of a cumulative target, what is known of its total through the periods elapsed; null for all else
-- column needed_value: of a cumulative target, remaining_value through the periods that are left; null at its end, and for all else
-- column progress_pct: result as a share of the target, percent: of a target 'below', less is better; null for ratings
-- column base_value: what a share or a growth is compared with, in the measure of its indicator; null for all else
-- column low_value: least that the result may be; null for ratings, when nothing is due yet, or nothing that is due applies
-- column high_value: most that the result may be
-- column bounds_vi: what the result may be, in words, from the least to the most; null where it is known
-- column low_rating_vi: worst that a rating may be
-- column high_rating_vi: best that it may be
-- column is_low_open: whether it is surely more than its least
-- column is_high_open: whether it is surely less than its most
-- column elapsed_share: periods up to the cut-off as a share of the target's periods, 0 to 1
-- column due_count: unit figures due up to the cut-off
-- column known_count: unit figures known
-- column coverage_pct: known among due, percent; null when nothing is due yet
-- column stale_count: returns among those due for it of which an older revision stands in for what came last
select
    term.term_id,
    term.label_vi as term_vi,
    evaluation.target_version_id,
    evaluation.label_vi,
    evaluation.target_vi,
    target.clause,
    evaluation.version_vi,
    evaluation.cutoff_period_id,
    evaluation.cutoff_vi,
    evaluation.cutoff_ends_on,
    evaluation.unit_of_measure,
    evaluation.unit_of_measure_vi,
    evaluation.verdict,
    evaluation.verdict_vi,
    evaluation.worst_verdict,
    evaluation.worst_verdict_vi,
    evaluation.best_verdict,
    evaluation.best_verdict_vi,
    evaluation.sentence_vi,
    evaluation.kind,
    evaluation.kind_vi,
    evaluation.direction,
    evaluation.direction_vi,
    evaluation.result_vi,
    evaluation.result_years,
    evaluation.result_value,
    evaluation.result_rating_vi,
    evaluation.target_value,
    evaluation.expected_vi,
    evaluation.expected_value,
    evaluation.remaining_value,
    evaluation.pace_value,
    evaluation.needed_value,
    evaluation.progress_pct,
    evaluation.base_value,
    evaluation.low_value, evaluation.high_value, evaluation.bounds_vi,
    evaluation.low_rating_vi,
    evaluation.high_rating_vi,
    evaluation.is_low_open,
    evaluation.is_high_open,
    evaluation.elapsed_share,
    evaluation.due_count,
    evaluation.known_count,
    evaluation.coverage_pct,
    evaluation.stale_count,
from marts.target_evaluation as evaluation
join marts.target as target using (target_version_id)
join reference.target as register using (target_id, version)
join reference.period as cutoff on cutoff.period_id = evaluation.cutoff_period_id
-- A target that ended before is shown as it ended.
join reference.term as term
    on cutoff.ends_on = least(term.mid_term_on, register.ends_on) and register.ends_on >= term.starts_on
where target.version = 'congress'
-- Where terms lie side by side, a target is one of those that are told by its own type of period.
qualify term.period_type = register.period_type
    or not bool_or(term.period_type = register.period_type) over (partition by evaluation.target_version_id)
