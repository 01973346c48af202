-- Each rule of the register is there once.
select
    rule_id,
    count(*) as row_count,
from (
    select rule_id from marts.rule
    union all
    select rule_id from reference.rule
)
group by rule_id
having count(*) <> 2
