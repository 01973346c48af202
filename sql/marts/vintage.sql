-- description: What was known of each figure from which release on: results and verdicts of targets at each cut-off, totals of indicators over each span. Only what changed stands here; a night with nothing new adds nothing. To make a release again: `make as-of` with its published_at (UTC) in reference.publication.
-- grain: one row per figure and release that says another thing of it than the one before
-- column figure_key: figure: target, version and cut-off ('T4/congress@2023H1'), or indicator, first and last period ('members_admitted@2020H2:2023H1')
-- column label_vi: what is asked for, or the indicator; null where no register has it any more
-- column target_version_id: target and version: key of marts.target; null for totals
-- column target_vi: how much is asked for, in words; null for totals
-- column indicator_id: indicator: key of marts.indicator; null for targets
-- column indicator_vi: its name
-- column start_period_id: first period of the span; null for targets
-- column start_vi: its name
-- column cutoff_period_id: last period that counts
-- column cutoff_vi: its name
-- column from_release: release from which on it was known so, by its number: its place in the journal of publications, from 1
-- column to_release: release from which on it was known otherwise; null while this is what is known
-- column first_release: release in which the figure stood first
-- column known_from_at: instant at which the run began that made release from_release (UTC)
-- column known_to_at: likewise of to_release
-- column verdict: verdict; null for totals, and where the figure is there no more
-- column verdict_vi: its name
-- column figure_vi: what it came to, of what is known, in words, with its unit of measure; null where nothing is known, or the figure is there no more
-- column figure_value: the same as a number, to compare releases of one figure by, never to be added up; null for ratings
-- column value_before: figure_value of the release before; null in the first, and for ratings
-- column change_value: by how much it changed; null where one of both is no number
-- column low_value: least that it may be, given what was unknown; null for ratings
-- column high_value: most that it may be
-- column due_count: unit figures due; null where the figure is there no more
-- column known_count: unit figures known
with said as (
    select * from reference.published_figure
    union all by name
    select * from core.figure_vintage
    where release_number > (select coalesce(max(release_number), 0) from reference.published_figure)
),

told as (
    select
        *,
        lead(release_number) over later as to_release,
        lead(known_from_at) over later as known_to_at,
        min(release_number) over (partition by figure_key) as first_release,
        lag(value) over later as value_before,
    from said
    window later as (partition by figure_key order by release_number)
)

select
    told.figure_key,
    coalesce(target.label_vi, indicator.label_vi) as label_vi,
    told.target_id || '/' || told.version as target_version_id, target.target_vi,
    told.indicator_id, indicator.label_vi as indicator_vi,
    told.first_period_id as start_period_id, start.label_vi as start_vi,
    told.last_period_id as cutoff_period_id, cutoff.label_vi as cutoff_vi,
    told.release_number as from_release, told.to_release, told.first_release,
    told.known_from_at, told.known_to_at,
    told.verdict, verdict.label_vi as verdict_vi,
    told.figure_vi,
    told.value as figure_value, told.value_before, told.value - told.value_before as change_value,
    told.low_value, told.high_value,
    told.due_count, told.known_count,
from told
left join marts.target as target on target.target_id = told.target_id and target.version = told.version
left join reference.indicator as indicator on indicator.indicator_id = told.indicator_id
left join reference.period as start on start.period_id = told.first_period_id
left join reference.period as cutoff on cutoff.period_id = told.last_period_id
left join reference.word as verdict on verdict.list_id = 'verdict' and verdict.code = told.verdict
