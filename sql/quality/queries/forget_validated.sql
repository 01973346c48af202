-- description: Forgets that the cases of what is registered as 'changed' were validated.
delete from quality.validated where kind = $kind and (unit_id, period_id) in (select (unit_id, period_id) from changed)
