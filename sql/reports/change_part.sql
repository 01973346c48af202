-- description: What each step between two releases changes of each figure, with its reasons and names: of tables `changed` (change_step), `behind` (change_behind), and of $run_at, the later release's run (UTC).
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
