-- description: Returns that each receipt after a number brought, and whether they came after the day on which they were due.
select
    returned.receipt_id, returned.return_id, returned.period_id, returned.revision,
    (returned.received_at at time zone 'UTC' at time zone office.time_zone)::date > period.due_on as is_late,
from core.return as returned
join reference.period as period using (period_id)
cross join reference.office as office
where returned.receipt_id > $after
order by returned.receipt_id, returned.return_id
