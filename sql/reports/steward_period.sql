-- description: How the returns of each period stand on a day: of those due, in time, late, refused, missing and not yet due; periods that are over or of which any came.
select
    period_id, returned.period_vi, returned.due_on,
    count(*) as due_count,
    count(*) filter (where has_figures and late_days = 0) as in_time_count,
    count(*) filter (where has_figures and late_days > 0) as late_count,
    count(*) filter (where not has_figures and newest_status in ('rejected', 'held', 'unreadable')) as refused_count,
    count(*) filter (where status in ('overdue', 'not_yet_due', 'withdrawn') and is_past_due_day) as missing_count,
    count(*) filter (where status in ('overdue', 'not_yet_due', 'withdrawn') and not is_past_due_day) as awaited_count,
    count(*) filter (where is_stale) as stale_count,
from marts.return as returned
join marts.period as period using (period_id)
group by period_id, returned.period_vi, returned.due_on, period.starts_on, period.ends_on
having period.ends_on < $office_on or count(newest_status) > 0
order by period.starts_on desc, period.ends_on desc
