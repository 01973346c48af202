-- description: Every return that is due: whether it came, when, where it stands and what it holds: the steward's list of whom to chase.
-- grain: one row per unit and period for which a return is due
-- column return_id: unit and period, e.g. 'TC01-2020H2'
-- column unit_version_id: unit as it was on the last day of the period: key of marts.unit, where unit_id stands
-- column unit_name_vi: its name then
-- column period_id: period
-- column period_vi: its name
-- column due_on: day by which the return is due
-- column received_on: day (where the office is) on which the first accepted revision came; null while none did
-- column late_days: days by which that was late; 0 when in time; null while none was accepted
-- column status: accepted (what came last counts); newest_rejected, newest_held, newest_unreadable (it does not, an older revision counts); rejected, held, unreadable, withdrawn (nothing counts); overdue, not_yet_due (nothing came)
-- column status_vi: its name
-- column has_figures: whether a revision is in force, so that its figures count
-- column is_stale: whether that revision is an older one than what came last
-- column is_past_due_day: whether the day by which it is due had passed on the day of the run, whatever came
-- column revision_id: revision in force: key of marts.return_revision; null when there is none
-- column revision_count: revisions received
-- column newest_status: what became of what came last: accepted, rejected, held, unreadable, withdrawn; null when nothing came
-- column newest_status_vi: its name
-- column newest_path: file below raw/returns that came last
-- column error_count: findings that reject or hold what came last
-- column warning_count: findings to ask about in what came last
-- column due_count: lines due
-- column value_count: lines with a figure other than zero
-- column zero_count: lines with zero
-- column none_occurred_count: lines said to be none: nothing of the kind occurred
-- column not_applicable_count: lines said not to apply to the unit
-- column blank_count: lines blank, said to be not known ('…') or not readable
-- column missing_count: lines of a return that never came, or was not accepted
select
    due.unit_id || '-' || due.period_id as return_id,
    unit.unit_version_id, unit.unit_name_vi,
    due.period_id, period.label_vi as period_vi,
    period.due_on,
    due.received_on,
    if(due.received_on > period.due_on, due.received_on - period.due_on, 0 * (due.received_on - period.due_on)) as late_days,
    status.code as status, status.label_vi as status_vi,
    due.return_id is not null as has_figures,
    coalesce(standing.is_stale, false) as is_stale,
    period.due_on < run.office_on as is_past_due_day,
    due.return_id as revision_id,
    coalesce(standing.revision_count, 0) as revision_count,
    standing.newest_status, newest.label_vi as newest_status_vi,
    standing.newest_path,
    coalesce(standing.error_count, 0) as error_count,
    coalesce(standing.warning_count, 0) as warning_count,
    due.due_count,
    due.value_count,
    due.zero_count,
    due.none_occurred_count,
    due.not_applicable_count,
    due.blank_count,
    due.missing_count,
from core.due_return as due
cross join reference.run as run
join core.unit_of_period as unit using (unit_id, period_id)
join reference.period as period using (period_id)
left join core.standing as standing using (unit_id, period_id)
left join reference.word as newest on newest.list_id = 'newest_status' and newest.code = standing.newest_status
left join reference.word as status
    on status.list_id = 'return_status'
    and status.code = case
        when standing.newest_status is null and period.due_on < run.office_on then 'overdue'
        when standing.newest_status is null then 'not_yet_due'
        when standing.is_stale then 'newest_' || standing.newest_status
        else standing.newest_status
    end
