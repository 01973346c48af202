-- description: How far each target is met at each cut-off: result, what was to be reached by then, and the verdict. One evaluation is one cut-off: marts.evaluation_mid_term, marts.evaluation_end_of_term.
-- grain: one row per target, version and cut-off period
-- column target_version_id: target and version, e.g. 'T4/congress': key of marts.target, where target_id stands
-- column result_id: this row, e.g. 'T4/congress/2023H1': key of marts.result_part, the figures behind it
-- column label_vi: what is asked for
-- column target_vi: how much is asked for, in words
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
-- column expected_vi: what was to be reached by the cut-off, in words: of a cumulative target its share, with its unit of measure; null while nothing was
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
with shown as (
    select
        progress.*,
        progress.target_id || '/' || progress.version as target_version_id,
        target.* exclude (target_version_id, target_id, version, target_value),
        target.target_value as asked_value,
        target.unit_of_measure = 'rating' as is_rating,
    from core.target_progress as progress
    join marts.target as target using (target_id, version)
)

select
    shown.target_version_id, shown.target_version_id || '/' || shown.cutoff_period_id as result_id,
    shown.label_vi, shown.target_vi, shown.version_vi,
    shown.cutoff_period_id, period.label_vi as cutoff_vi, period.ends_on as cutoff_ends_on,
    shown.unit_of_measure, shown.unit_of_measure_vi,
    shown.verdict, verdict.label_vi as verdict_vi,
    shown.worst_verdict, worst.label_vi as worst_verdict_vi, shown.best_verdict, best.label_vi as best_verdict_vi,
    sentence.sentence_vi,
    shown.kind, shown.kind_vi, shown.direction, shown.direction_vi,
    words.result_vi, words.bounds_vi,
    shown.result_years,
    if(is_rating, null, shown.result_value) as result_value,
    rating.rating_vi as result_rating_vi,
    shown.asked_value as target_value,
    words.expected_vi,
    if(is_rating, null, shown.expected_value) as expected_value,
    case
        when shown.kind <> 'cumulative' or (result_value is null and shown.due_count > 0) then null
        when shown.direction <> 'at_least' then asked_value - coalesce(result_value, 0)
        else greatest(asked_value - coalesce(result_value, 0), 0)
    end as remaining_value,
    if(shown.kind = 'cumulative', result_value / cutoff.elapsed_count, null)::decimal(24, 6) as pace_value,
    if(shown.kind = 'cumulative', remaining_value / nullif(cutoff.period_count - cutoff.elapsed_count, 0), null)
        ::decimal(24, 6) as needed_value,
    if(is_rating, null, shown.progress_pct) as progress_pct,
    shown.base_value,
    if(is_rating, null, shown.low_value) as low_value,
    if(is_rating, null, shown.high_value) as high_value,
    low.rating_vi as low_rating_vi, high.rating_vi as high_rating_vi,
    shown.is_low_open, shown.is_high_open,
    shown.elapsed_share,
    shown.due_count, shown.known_count, shown.coverage_pct,
    coalesce(stale.stale_count, 0) as stale_count,
from shown
join core.target_cutoff as cutoff using (target_id, version, cutoff_period_id)
left join core.target_words as words using (target_id, version, cutoff_period_id)
left join core.target_sentence as sentence using (target_id, version, cutoff_period_id)
join reference.period as period on period.period_id = shown.cutoff_period_id
left join core.rating as rating on is_rating and rating.rating_rank = shown.result_value
left join core.rating as low on is_rating and low.rating_rank = shown.low_value
left join core.rating as high on is_rating and high.rating_rank = shown.high_value
left join core.target_stale as stale using (target_id, version, cutoff_period_id)
left join reference.word as verdict on verdict.list_id = 'verdict' and verdict.code = shown.verdict
left join reference.word as worst on worst.list_id = 'verdict' and worst.code = shown.worst_verdict
left join reference.word as best on best.list_id = 'verdict' and best.code = shown.best_verdict
