-- What was sent and does not count, with why: not received, refused, unrecognised, rejected, held, unreadable, or withdrawn while nothing
-- came in its place.
select outcome_vi, path, unit_name_vi, period_vi, is_stood_in_for, message_vi
from marts.not_counted
order by all
