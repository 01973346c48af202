-- What was sent has an instant at which it was, and nothing else has.
select return_id, step_number, status, sent_at
from marts.reminder
where (status = 'sent') <> (sent_at is not null)
