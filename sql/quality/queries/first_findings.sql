-- description: The first findings of each rule. 'findings': the table with them.
select rule_id, return_id, path, period_id, sheet_name, address, received, expected, message_vi
from query_table($findings) as finding
qualify row_number() over (
    partition by rule_id order by unit_id, period_id, return_id, indicator_id, receipt_id, sheet_name, address, finding_id
) <= $most
order by rule_id, unit_id, period_id, return_id, indicator_id, receipt_id, sheet_name, address, finding_id
