-- description: Returns whose path and header name different units or periods, each with every earlier return of its unit and period that was not yet withdrawn when it came.
-- grain: one row per such return and earlier return
-- column return_id: return that came
-- column stood_id: earlier return of the same unit and period; it stood then, if no error is in it
-- column withdrawn_on: day on which that one was withdrawn since; null: it was not
-- Decided by replay: what counts is what stood when it came. The first sound return of a unit and period always stood, so
-- an earlier sound one is enough. What was withdrawn later stood on that day.
select
    came.return_id,
    stood.return_id as stood_id,
    stood.withdrawn_on,
from staging.return as came
join staging.return as stood
    on stood.unit_id = came.unit_id
    and stood.period_id = came.period_id
    and stood.revision < came.revision
    and (stood.withdrawn_on is null or stood.withdrawn_on >= came.received_at::date)
where came.has_contradiction
