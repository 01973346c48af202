-- Every target, of the congress and of the rest of the term, is in the end-of-term evaluation.
select
    target.target_version_id,
    term.term_id,
from marts.target as target
join reference.target as register using (target_id, version)
join reference.term as term
    on term.period_type = register.period_type and term.ends_on between register.starts_on and register.ends_on
left join marts.evaluation_end_of_term as evaluation
    on evaluation.target_version_id = target.target_version_id and evaluation.term_id = term.term_id
where evaluation.target_version_id is null
