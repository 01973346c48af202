-- description: Failing cases of rules, with the cell at fault as it stands in the return; in the order of the rules.
select
    failing.* exclude (sheet_name, address),
    "return".receipt_id,
    "return".path,
    coalesce(failing.sheet_name, observation.sheet_name) as sheet_name,
    coalesce(failing.address, observation.address) as address,
    failing.address is not null as is_of_cell,
    observation.state,
    observation.value,
    observation.comparator,
    observation.received,
    if(observation.is_corrected, coalesce(observation.received, ''), null) as written,
from quality.failing_case as failing
left join staging.return as "return" using (return_id)
left join staging.observation as observation
    on observation.return_id = failing.return_id
    and observation.unit_id = failing.unit_id
    and observation.indicator_id = failing.indicator_id
    and failing.address is null
where list_contains($rules, failing.rule_id)
order by list_position($rules, failing.rule_id), failing.unit_id, failing.period_id, failing.return_id, failing.indicator_id
