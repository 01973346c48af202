-- description: Returns that a steward acts on or asks after on a day: all that are missing or refused, and of the periods being gathered (the last of each type that is over, and those not yet due) each other one.
with gathered as (
    select returned.period_id
    from marts.return as returned
    join marts.period as period using (period_id)
    where period.ends_on < $office_on
    group by returned.period_id, period.period_type, period.starts_on, period.due_on
    qualify period.due_on >= $office_on or row_number() over (partition by period.period_type order by period.starts_on desc) = 1
),

-- A verdict is that of a target and its version, at however many cut-offs it waits.
held_open as (
    select return_id, count(distinct target_version_id) as verdict_count from marts.decisive_return group by return_id
),

reminded as (
    select return_id, count(*) as reminder_count, max(reminded_on) as reminded_on from marts.reminder group by return_id
),

told as (
    select
        returned.*,
        period.starts_on,
        gathered.period_id is not null as is_gathered,
        coalesce(held_open.verdict_count, 0) as verdict_count,
        coalesce(reminded.reminder_count, 0) as reminder_count,
        reminded.reminded_on,
        greatest($office_on - returned.due_on, 0) as overdue_days,
        case
            when returned.newest_status in ('rejected', 'held', 'unreadable') then 'refused'
            when returned.has_figures then 'sent'
            when returned.is_past_due_day then 'missing'
            else 'awaited'
        end as stands,
    from marts.return as returned
    join marts.period as period using (period_id)
    left join gathered on gathered.period_id = returned.period_id
    left join held_open on held_open.return_id = returned.return_id
    left join reminded on reminded.return_id = returned.return_id
)

select
    stands, is_gathered, has_figures, period_vi, unit_name_vi, due_on, overdue_days, verdict_count, reminder_count, reminded_on,
    received_on, late_days, status, status_vi, revision_count, warning_count, newest_path,
from told
where is_gathered or stands in ('missing', 'refused')
order by verdict_count desc, starts_on desc, late_days desc nulls last, unit_name_vi, unit_version_id
