-- description: What each step between two releases changes of each figure: of tables `said` (figures by step, 0 is before the first), `step`, `cause` and `word` (names of reasons), and of $run_at, the later release's run (UTC).
with figure as (
    select
        figure_key, any_value(target_id) as target_id, any_value(version) as version,
        any_value(indicator_id) as indicator_id, any_value(first_period_id) as first_period_id,
        any_value(last_period_id) as last_period_id,
    from said
    group by figure_key
),

told as (
    select
        figure.*,
        step.step_number,
        said.verdict, said.figure_vi, said.value, said.low_value, said.high_value, said.due_count, said.known_count,
        lag(said.verdict) over earlier as verdict_before,
        lag(said.figure_vi) over earlier as figure_before_vi,
        lag(said.value) over earlier as value_before,
        lag(said.low_value) over earlier as low_value_before,
        lag(said.high_value) over earlier as high_value_before,
        lag(said.due_count) over earlier as due_count_before,
        lag(said.known_count) over earlier as known_count_before,
        -- Where no step but a later one has a number again, that step is the one that changed it. Only of what is a number in
        -- both releases it is told by how much it changed.
        if(
            first_value(said.value) over whole is null or last_value(said.value) over whole is null, null,
            said.value - last_value(said.value ignore nulls) over (earlier rows between unbounded preceding and 1 preceding)
        ) as part_value,
    from figure
    cross join step
    left join said on said.figure_key = figure.figure_key and said.step_number = step.step_number
    window
        earlier as (partition by figure.figure_key order by step.step_number),
        whole as (earlier rows between unbounded preceding and unbounded following)
),

changed as (
    select told.*, coalesce(start.starts_on, date '0001-01-01') as starts_on, cutoff.ends_on
    from told
    left join reference.period as start on start.period_id = told.first_period_id
    left join reference.period as cutoff on cutoff.period_id = told.last_period_id
    where step_number > 0
        and (verdict, figure_vi, value, low_value, high_value, due_count, known_count) is distinct from (
            verdict_before, figure_before_vi, value_before, low_value_before, high_value_before, due_count_before,
            known_count_before
        )
),

-- What is about other days or another target is behind nothing here, unless nothing else is. A figure of a part of a year may be
-- what was told from January on less what was told before; one of several targets is made of others.
cause_of_figure as (
    select
        changed.figure_key, changed.step_number, cause.cause_number, cause.cause_id,
        {'place': word.place, 'reason': word.reason, 'reason_vi': word.reason_vi} as reason,
        (period.period_id is null
            or (period.starts_on <= changed.ends_on and period.ends_on >= date_trunc('year', changed.starts_on)))
        and (cause.target_id is null or cause.target_id = changed.target_id or coalesce(target.kind = 'composite', false))
        -- What was refused counts nowhere.
        and coalesce(returned.status not in ('rejected', 'held'), true) as is_own,
    from changed
    join cause using (step_number)
    join word using (reason)
    left join reference.period as period on period.period_id = cause.period_id
    left join reference.target as target on target.target_id = changed.target_id and target.version = changed.version
    left join core.return as returned on returned.return_id = cause.cause_id
    qualify is_own or not bool_or(is_own) over (partition by changed.figure_key, changed.step_number)
),

behind as (
    select
        figure_key, step_number,
        list(cause_id order by cause_number) as cause_ids,
        list_sort(list(distinct reason)) as reasons,
    from cause_of_figure
    group by figure_key, step_number
)

select
    changed.figure_key, changed.step_number,
    array_to_string([one.reason for one in behind.reasons], '+') as reason,
    array_to_string([one.reason_vi for one in behind.reasons], '; ') as reason_vi,
    coalesce(target.label_vi, indicator.label_vi) as label_vi,
    changed.target_id || '/' || changed.version as target_version_id, changed.indicator_id,
    changed.first_period_id as start_period_id, start.label_vi as start_vi,
    changed.last_period_id as cutoff_period_id, cutoff.label_vi as cutoff_vi,
    changed.verdict_before, verdict_before.label_vi as verdict_before_vi, changed.verdict, verdict.label_vi as verdict_vi,
    changed.figure_before_vi, changed.figure_vi,
    changed.value_before, changed.value as figure_value, changed.part_value,
    changed.low_value_before, changed.low_value, changed.high_value_before, changed.high_value,
    changed.due_count_before, changed.due_count, changed.known_count_before, changed.known_count,
    coalesce(behind.cause_ids, []) as cause_ids,
    changed.ends_on, changed.ends_on - changed.starts_on as day_count,
    changed.ends_on < ($run_at::timestamp at time zone 'UTC' at time zone office.time_zone)::date as is_over,
from changed
cross join reference.office as office
left join behind using (figure_key, step_number)
left join reference.target as target on target.target_id = changed.target_id and target.version = changed.version
left join reference.indicator as indicator on indicator.indicator_id = changed.indicator_id
left join reference.period as start on start.period_id = changed.first_period_id
left join reference.period as cutoff on cutoff.period_id = changed.last_period_id
left join reference.word as verdict on verdict.list_id = 'verdict' and verdict.code = changed.verdict
left join reference.word as verdict_before
    on verdict_before.list_id = 'verdict' and verdict_before.code = changed.verdict_before
order by changed.target_id is null, changed.figure_key, changed.step_number
