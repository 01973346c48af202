-- description: Which returns are due, which came, and what they hold: the steward's list of whom to chase.
-- grain: one row per unit and period for which a return is due
-- column unit_id: reporting unit
-- column unit_name_vi: its name on the last day of the period
-- column period_id: half-year
-- column due_on: day by which the return is due
-- column is_overdue: whether that day had passed on the day of the run
-- column status: accepted (one is in force); else what became of what came last: rejected, held, unreadable, withdrawn; missing: nothing came
-- column return_id: return in force; null when there is none
-- column revision_count: revisions received
-- column newest_status: what became of what came last: accepted, rejected, held, unreadable, withdrawn; null when nothing came
-- column newest_path: file below raw/returns that came last
-- column is_stale: whether the return in force is an older one than what came last
-- column error_count: findings that reject or hold what came last
-- column warning_count: findings to ask about in what came last
-- column due_count: lines due
-- column value_count: lines with a figure other than zero
-- column zero_count: lines with zero
-- column none_occurred_count: lines with 'không phát sinh'
-- column not_applicable_count: lines with 'không áp dụng'
-- column blank_count: lines blank or not readable
-- column missing_count: lines of a return that never came, or was not accepted
with due as (
    select
        indicator_value.unit_id,
        indicator_value.period_id,
        any_value(indicator_value.return_id) as return_id,
        count(*) as due_count,
        count(*) filter (where indicator_value.state = 'value') as value_count,
        count(*) filter (where indicator_value.state = 'zero') as zero_count,
        count(*) filter (where indicator_value.state = 'none_occurred') as none_occurred_count,
        count(*) filter (where indicator_value.state = 'not_applicable') as not_applicable_count,
        count(*) filter (where indicator_value.state in ('blank', 'unreadable')) as blank_count,
        count(*) filter (where indicator_value.state = 'missing') as missing_count,
    from core.indicator_value as indicator_value
    join reference.due_line as due_line using (unit_id, period_id, indicator_id)
    group by indicator_value.unit_id, indicator_value.period_id
)

select
    due.unit_id,
    unit.name_vi as unit_name_vi,
    due.period_id,
    period.due_on,
    period.due_on < run.office_on as is_overdue,
    case when due.return_id is not null then 'accepted' else coalesce(standing.newest_status, 'missing') end as status,
    due.return_id,
    coalesce(standing.revision_count, 0) as revision_count,
    standing.newest_status,
    standing.newest_path,
    coalesce(standing.is_stale, false) as is_stale,
    coalesce(standing.error_count, 0) as error_count,
    coalesce(standing.warning_count, 0) as warning_count,
    due.due_count,
    due.value_count,
    due.zero_count,
    due.none_occurred_count,
    due.not_applicable_count,
    due.blank_count,
    due.missing_count,
from due
cross join reference.run as run
left join core.standing as standing using (unit_id, period_id)
join reference.period as period using (period_id)
join core.unit_history as unit
    on unit.unit_id = due.unit_id
    and period.ends_on between unit.valid_from_on and coalesce(unit.valid_to_on, period.ends_on)
