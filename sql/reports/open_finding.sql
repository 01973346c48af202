-- description: Rules with open findings, each with how many and the words of one.
select rule_id, severity, severity_vi, count(*) as count, min(message_vi) as example_vi
from marts.finding
where is_open
group by all
order by severity, rule_id
