-- description: Warnings about no single return, of periods between two days or of none.
select message_vi, remedy_vi
from quality.finding
left join marts.period using (period_id)
where severity = 'warning'
    and return_id is null
    and rule_id not in (select rule_id from reference.rule where kind = 'reader')
    and (period_id is null or (starts_on >= $first and ends_on <= $last))
order by rule_id, starts_on, ends_on
