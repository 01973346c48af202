-- description: Which figures the result of each target at each cut-off is made of: join it to marts.observation by period_id and indicator_id, where is_whole is false, and they add up to result_value of marts.target_evaluation, as its kind says (docs/targets.md).
-- grain: one row per result, target that is measured, year or period compared, period that counts, indicator of which it is made and part
-- column result_id: result, key of marts.target_evaluation: a target of a version at a cut-off, e.g. 'T4/congress/2023H1'
-- column label_vi: what its target asks for
-- column cutoff_vi: the cut-off
-- column measured_version_id: target of which they are the result: itself, or one that it counts; of that as it stood at the cut-off or, if before, at its own end
-- column measured_vi: what that one asks for
-- column compared_vi: year, or name of the period, that is compared with others; null where there is one alone
-- column is_result: whether the result is that of this year, and not of a better (once: worse) one
-- column is_base: whether it is what a share or a growth is compared with; a base that the register says has no cells
-- column period_id: period that counts
-- column period_vi: its name
-- column indicator_id: indicator whose figures count; of a rate those that make its numerator and its denominator
-- column indicator_vi: its name
-- column part: whole, numerator or denominator
-- column part_vi: its name; of a base it says so
with made_of as (
    select indicator_id as measured_by_id, 'numerator' as part, unnest(numerator_ids) as indicator_id
    from reference.indicator
    where aggregation = 'rate'
    union all
    select indicator_id, 'denominator', unnest(denominator_ids) from reference.indicator where aggregation = 'rate'
    union all
    select indicator_id, 'whole', indicator_id from reference.indicator where aggregation <> 'rate'
),

-- A composite counts each of its targets as it stands at the cut-off or, if before, at its own end.
measured as (
    select
        cutoff.target_id, cutoff.version, cutoff.cutoff_period_id,
        span.target_id as measured_id, span.cutoff_period_id as at_id,
    from core.target_cutoff as cutoff
    join core.target_measured as part using (target_id, version)
    join core.target_cutoff as span on span.target_id = part.part_id and span.version = cutoff.version
    where not part.is_base and (span.ends_on = cutoff.ends_on or (span.is_ended and span.ends_on < cutoff.ends_on))
)

select
    measured.target_id || '/' || measured.version || '/' || measured.cutoff_period_id as result_id,
    target.label_vi, cutoff.label_vi as cutoff_vi,
    measured.measured_id || '/' || measured.version as measured_version_id, own.label_vi as measured_vi,
    if(span.compared_vi is not null and starts_with(span.span_id, 'period:'), period.label_vi, span.compared_vi) as compared_vi,
    span.is_result, span.is_base,
    counted.period_id, period.label_vi as period_vi,
    counted.indicator_id, indicator.label_vi as indicator_vi,
    made_of.part, word.label_vi as part_vi,
from measured
join core.target_span as span
    on span.target_id = measured.measured_id and span.version = measured.version and span.cutoff_period_id = measured.at_id
join core.span_part as counted on counted.span_id = span.span_id and counted.asked_id = span.indicator_id
join made_of on made_of.measured_by_id = span.indicator_id and made_of.indicator_id = counted.indicator_id
join reference.target as target on target.target_id = measured.target_id and target.version = measured.version
join reference.target as own on own.target_id = measured.measured_id and own.version = measured.version
join reference.period as cutoff on cutoff.period_id = measured.cutoff_period_id
join reference.period as period on period.period_id = counted.period_id
join reference.indicator as indicator on indicator.indicator_id = counted.indicator_id
left join reference.word as word
    on word.list_id = 'part' and word.code = case
        when not is_base then made_of.part when made_of.part = 'whole' then 'base' else 'base_' || made_of.part
    end
