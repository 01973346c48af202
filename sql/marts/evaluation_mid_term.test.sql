-- Every target of the congress is in the mid-term evaluation.
select
    target.target_version_id,
    term.term_id,
from marts.target as target
join reference.target as register using (target_id, version)
join reference.term as term
    on term.period_type = register.period_type and term.mid_term_on between register.starts_on and register.ends_on
left join marts.evaluation_mid_term as evaluation
    on evaluation.target_version_id = target.target_version_id and evaluation.term_id = term.term_id
where target.version = 'congress' and evaluation.target_version_id is null
