-- description: Failing cases of rules about returns, with the cell at fault as it stands in the return; in the order of the rules.
select
    failing.*,
    "return".receipt_id,
    "return".path,
    observation.sheet_name,
    observation.address,
    observation.state,
    observation.value,
    observation.comparator,
    observation.received,
    if(observation.is_corrected, coalesce(observation.received, ''), null) as written,
from quality.failing_case as failing
left join staging.return as "return" using (return_id)
left join staging.observation as observation using (return_id, indicator_id)
where list_contains($rules, failing.rule_id)
order by list_position($rules, failing.rule_id), failing.unit_id, failing.period_id, failing.return_id, failing.indicator_id
