-- Open warnings by unit and rule, with one of them as its unit reads it.
select unit_name_vi, rule_id, rule_vi, count(*) as warning_count, min(message_vi) as example_vi
from marts.finding
where severity = 'warning' and is_open
group by unit_version_id, unit_name_vi, rule_id, rule_vi
order by unit_name_vi, rule_id
