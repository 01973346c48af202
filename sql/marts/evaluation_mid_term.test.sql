-- Every target of the congress is in the mid-term evaluation.
select
    target.target_id,
    term.term_id,
from reference.target as target
join reference.term as term on term.mid_term_period_id between target.first_period_id and target.last_period_id
left join marts.evaluation_mid_term as evaluation
    on evaluation.target_id = target.target_id and evaluation.term_id = term.term_id
where target.version = 'congress' and evaluation.target_id is null
