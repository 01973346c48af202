-- description: Returns whose path and header contradict one another, with every return that stood when they came. 'unsound': returns with an error.
-- Decided by replay: what counts is what stood when it came. The first sound return of a unit and period always stood, so
-- an earlier sound one is enough. What was taken back later stood on that day.
select came.return_id, stood.return_id as stood_id, stood.withdrawn_on
from staging.return as came
join staging.return as stood
    on stood.unit_id = came.unit_id
    and stood.period_id = came.period_id
    and stood.revision < came.revision
    and not list_contains($unsound::varchar[], stood.return_id)
    and (stood.withdrawn_on is null or stood.withdrawn_on >= came.received_at::date)
where came.has_contradiction
order by came.revision, stood.revision
