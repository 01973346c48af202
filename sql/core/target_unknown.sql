-- description: Which returns hold figures that are unknown, and may still decide a target of which it cannot yet be said; of a composite those of its targets.
-- grain: one row per target, version, cut-off period, and unit and period of the return
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column unit_id: unit whose return it is
-- column period_id: period of the return
-- column unknown_count: its figures that are not exactly known
-- column unknown_value: by how much the target may still vary by them, in the measure of its indicator, of a rate in that of its numerator: a denominator or a base counts as what is asked for of it; of ratings in ranks; null for a composite, whose targets have measures of their own
-- column unknown_share: the same of all that is unknown, 0 to 1; of a composite the mean of those of its targets
-- column is_missing: whether one of them is missing as no return is in force
with made_of as (
    select indicator_id as measured_by_id, unnest(numerator_ids) as indicator_id, false as is_denominator
    from reference.indicator where aggregation = 'rate'
    union
    select indicator_id, unnest(denominator_ids), true from reference.indicator where aggregation = 'rate'
    union
    select indicator_id, indicator_id, false from reference.indicator where aggregation <> 'rate'
),

-- What counts on either side, as the members rated well among all who were rated, counts for the difference. Sums are of
-- decimals, which come out alike in whichever order rows are added up: equal shares share a rank, every night.
figure as (
    select
        wanted.target_id, wanted.version, wanted.cutoff_period_id, reporter.reporter_id as unit_id, figure.period_id,
        (abs(sum(wanted.weight * if(made_of.is_denominator, wanted.denominator_weight, 1)))
            * any_value(figure.high_value - figure.low_value))::decimal(24, 6) as unknown_value,
        any_value(figure.state = 'missing') as is_missing,
    from core.target_window as wanted
    join made_of on made_of.measured_by_id = wanted.indicator_id
    join reference.period as period on period.starts_on >= wanted.starts_on and period.ends_on <= wanted.ends_on
    join core.indicator_value as figure on figure.indicator_id = made_of.indicator_id and figure.period_id = period.period_id
    join core.unit_reporter as reporter on reporter.unit_id = figure.unit_id and reporter.period_id = figure.period_id
    -- What units below owe too is a total, and counts nowhere twice.
    anti join core.unit_total as total
        on total.unit_id = figure.unit_id and total.period_id = figure.period_id and total.indicator_id = figure.indicator_id
    where figure.low_value < figure.high_value
    group by
        wanted.target_id, wanted.version, wanted.cutoff_period_id, reporter.reporter_id, figure.period_id,
        figure.unit_id, figure.indicator_id
),

own as (
    select
        target_id, version, cutoff_period_id, unit_id, period_id,
        count(*) as unknown_count, sum(unknown_value) as unknown_value, bool_or(is_missing) as is_missing,
        coalesce(
            sum(unknown_value) / nullif(sum(sum(unknown_value)) over this_target, 0), 1 / count(*) over this_target
        )::decimal(18, 12) as share,
    from figure
    group by target_id, version, cutoff_period_id, unit_id, period_id
    window this_target as (partition by target_id, version, cutoff_period_id)
)

-- Of a composite each of its targets as it stands at the cut-off or, if before, at its own end.
select
    whole.target_id, whole.version, whole.cutoff_period_id, own.unit_id, own.period_id,
    sum(own.unknown_count) as unknown_count,
    if(cutoff.kind = 'composite', null, sum(own.unknown_value)) as unknown_value,
    sum(own.share) / sum(sum(own.share)) over (partition by whole.target_id, whole.version, whole.cutoff_period_id)
        as unknown_share,
    bool_or(own.is_missing) as is_missing,
from core.target_progress as whole
join core.target_cutoff as cutoff using (target_id, version, cutoff_period_id)
join core.target_measured as part using (target_id, version)
join core.target_cutoff as of_part on of_part.target_id = part.part_id and of_part.version = whole.version
join core.target_case as said
    on said.target_id = of_part.target_id and said.version = of_part.version
    and said.cutoff_period_id = of_part.cutoff_period_id
join own
    on own.target_id = of_part.target_id and own.version = of_part.version and own.cutoff_period_id = of_part.cutoff_period_id
where whole.verdict = 'cannot_yet_say' and not part.is_base
    and (of_part.ends_on = cutoff.ends_on or (of_part.is_ended and of_part.ends_on < cutoff.ends_on))
    -- A target that is reached in either case counts alike, met or exceeded.
    and (cutoff.kind <> 'composite' or said.is_perhaps_void
        or not coalesce(said.worst_verdict in ('met', 'exceeded') and said.best_verdict in ('met', 'exceeded'), false))
group by whole.target_id, whole.version, whole.cutoff_period_id, cutoff.kind, own.unit_id, own.period_id
