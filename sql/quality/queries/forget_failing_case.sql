-- description: Forgets which cases of what is registered as 'changed' failed.
delete from quality.failing_case
where kind = $kind and (coalesce(unit_id, ''), coalesce(period_id, '')) in (select (unit_id, period_id) from changed)
