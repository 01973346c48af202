-- description: What has to be mended in the returns of a period that were refused, by return: errors of what came last, those of formulas that were never worked out behind the others.
select return_id, sheet_name, address, message_vi, remedy_vi
from marts.finding
where is_open and severity = 'error' and period_id = $period_id and return_id is not null
order by
    return_id,
    rule_id in (select rule_id from reference.rule where subject = 'formula_without_value'),
    sheet_name, address, finding_id
