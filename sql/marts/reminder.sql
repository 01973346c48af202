-- description: The ledger of reminders (`make chase`): which unit was reminded of which return, at which step, and whether the letter was mailed.
-- grain: one row per unit, period and step of escalation
-- column return_id: unit and period: key of marts.return (by left join)
-- column unit_version_id: unit as it was on the last day of the period: key of marts.unit, where unit_id stands; '-' where it owed nothing then
-- column unit_name_vi: its name then
-- column period_id: period
-- column period_vi: its name
-- column step_number: step of escalation, from 1; when each is due says register reminder_step
-- column status: written (not mailed), sent, or unclear (handed to the mail server, which never answered: it is not mailed again)
-- column status_vi: its name
-- column late_days: days from the due day to the day of the letter
-- column reminded_on: day (where the office is) on which it was written
-- column written_at: instant at which it was written (UTC)
-- column sent_at: instant at which the mail server took it (UTC); null while it has not
-- column letter_path: the letter, below warehouse/reminders
-- column letter_sha256: the letter, as it lies in the archive: as it was written or, once mailed, as it was mailed
with letter as (
    select
        unit_id, period_id, step_number,
        arg_min(late_days, reminder_id) as late_days,
        arg_min("at", reminder_id) as written_at,
        max("at") filter (where event = 'sent') as sent_at,
        case arg_max(event, reminder_id) when 'sent' then 'sent' when 'sending' then 'unclear' else 'written' end as status,
        arg_max(file_name, reminder_id) as letter_path,
        coalesce(
            arg_max(file_sha256, reminder_id) filter (where event in ('sending', 'sent')),
            arg_max(file_sha256, reminder_id)
        ) as letter_sha256,
    from reference.reminder
    group by unit_id, period_id, step_number
)

select
    letter.unit_id || '-' || letter.period_id as return_id,
    unit.unit_version_id, unit.name_vi as unit_name_vi,
    letter.period_id, period.label_vi as period_vi,
    letter.step_number,
    letter.status, status.label_vi as status_vi,
    letter.late_days,
    (letter.written_at at time zone 'UTC' at time zone office.time_zone)::date as reminded_on,
    letter.written_at, letter.sent_at,
    letter.letter_path, letter.letter_sha256,
from letter
cross join reference.office as office
left join core.unit_of_period as spanned using (unit_id, period_id)
join marts.unit as unit on unit.unit_version_id = coalesce(spanned.unit_version_id, '-')
left join reference.period as period using (period_id)
left join reference.word as status on status.list_id = 'reminder_status' and status.code = letter.status
