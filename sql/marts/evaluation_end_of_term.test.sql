-- Every target, of the congress and of the rest of the term, is in the end-of-term evaluation.
select
    target.target_version_id,
    term.term_id,
from marts.target as target
join reference.term as term on term.last_period_id between target.first_period_id and target.last_period_id
left join marts.evaluation_end_of_term as evaluation
    on evaluation.target_version_id = target.target_version_id and evaluation.term_id = term.term_id
where evaluation.target_version_id is null
