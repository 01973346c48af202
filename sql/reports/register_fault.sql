-- description: Open findings of which the steward mends the cause in a register: lines that say nothing, and what the register of units says otherwise than the returns.
select finding.rule_id, finding.period_id, finding.period_vi, finding.message_vi, finding.remedy_vi, finding.path
from marts.finding as finding
join reference.rule as rule using (rule_id)
where finding.is_open
    and (rule.kind = 'matches_register' or (rule.kind = 'reader' and rule.subject in ('received_unused', 'unit_differs')))
order by finding.rule_id, finding.period_id, finding.path, finding.message_vi
