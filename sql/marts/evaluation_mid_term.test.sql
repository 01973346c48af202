-- Every target of the congress is in the mid-term evaluation.
select
    target.target_version_id,
    term.term_id,
from marts.target as target
join reference.term as term on term.mid_term_period_id between target.first_period_id and target.last_period_id
left join marts.evaluation_mid_term as evaluation
    on evaluation.target_version_id = target.target_version_id and evaluation.term_id = term.term_id
where target.version = 'congress' and evaluation.target_version_id is null
