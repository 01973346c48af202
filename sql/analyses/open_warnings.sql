-- Open warnings by unit and rule.
select unit_name_vi, finding.rule_id, rule.reason, count(*) as warning_count
from marts.finding join marts.rule using (rule_id)
where finding.severity = 'warning' and finding.is_open
group by unit_name_vi, finding.rule_id, rule.reason
order by unit_name_vi, finding.rule_id
