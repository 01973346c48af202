-- description: Which returns hold figures that are unknown, and may still decide a target of which it cannot yet be said; of a composite those of its targets.
-- grain: one row per target, version, cut-off period, and unit and period of the return
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column unit_id: unit whose return it is
-- column period_id: period of the return
-- column unknown_count: its figures that are not exactly known
-- column unknown_value: by how much they may still vary, added up; of ratings in ranks
-- column is_missing: whether one of them is missing as no return is in force
with made_of as (
    select indicator_id as measured_by_id, unnest(list_concat(numerator_ids, denominator_ids)) as indicator_id
    from reference.indicator
    where aggregation = 'rate'
    union
    select indicator_id, indicator_id from reference.indicator where aggregation <> 'rate'
),

own as (
    select
        wanted.target_id, wanted.version, wanted.cutoff_period_id, reporter.reporter_id as unit_id, figure.period_id,
        count(*) as unknown_count,
        sum(figure.high_value - figure.low_value) as unknown_value,
        bool_or(figure.state = 'missing') as is_missing,
    from core.target_window as wanted
    join made_of on made_of.measured_by_id = wanted.indicator_id
    join reference.period as period on period.starts_on >= wanted.starts_on and period.ends_on <= wanted.ends_on
    join core.indicator_value as figure on figure.indicator_id = made_of.indicator_id and figure.period_id = period.period_id
    join core.unit_reporter as reporter on reporter.unit_id = figure.unit_id and reporter.period_id = figure.period_id
    -- What units below owe too is a total, and counts nowhere twice.
    anti join core.unit_total as total
        on total.unit_id = figure.unit_id and total.period_id = figure.period_id and total.indicator_id = figure.indicator_id
    where figure.low_value < figure.high_value
    group by wanted.target_id, wanted.version, wanted.cutoff_period_id, reporter.reporter_id, figure.period_id
)

-- Of a composite each of its targets as it stands at the cut-off or, if before, at its own end.
select
    whole.target_id, whole.version, whole.cutoff_period_id, own.unit_id, own.period_id,
    sum(own.unknown_count) as unknown_count,
    sum(own.unknown_value) as unknown_value,
    bool_or(own.is_missing) as is_missing,
from core.target_progress as whole
join core.target_cutoff as cutoff using (target_id, version, cutoff_period_id)
join core.target_measured as part using (target_id, version)
join core.target_cutoff as of_part on of_part.target_id = part.part_id and of_part.version = whole.version
join own
    on own.target_id = of_part.target_id and own.version = of_part.version and own.cutoff_period_id = of_part.cutoff_period_id
where whole.verdict = 'cannot_yet_say' and not part.is_base
    and (of_part.ends_on = cutoff.ends_on or (of_part.is_ended and of_part.ends_on < cutoff.ends_on))
group by whole.target_id, whole.version, whole.cutoff_period_id, own.unit_id, own.period_id
