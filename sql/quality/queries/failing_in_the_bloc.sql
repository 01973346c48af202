-- description: Failing cases of rules about accepted returns together, with the cell at fault; in the order of the rules. What was received are the numbers that were compared.
select
    failing.*,
    "return".receipt_id,
    "return".path,
    observation.sheet_name,
    observation.address,
    observation.state,
    observation.value,
    observation.comparator,
    null::varchar as received,
    null::varchar as written,
from quality.failing_case as failing
left join core.return as "return" using (return_id)
left join core.observation as observation using (return_id, indicator_id)
where list_contains($rules, failing.rule_id)
order by list_position($rules, failing.rule_id), failing.unit_id, failing.period_id, failing.return_id, failing.indicator_id
