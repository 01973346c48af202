-- description: How far each target of the periods between two days is met at a cut-off, with its version.
select
    evaluation.*,
    target.version,
from marts.target_evaluation as evaluation
join marts.target as target using (target_version_id)
join marts.period as first_period on first_period.period_id = target.first_period_id
join marts.period as last_period on last_period.period_id = target.last_period_id
join marts.period as cutoff on cutoff.period_id = evaluation.cutoff_period_id
where evaluation.cutoff_period_id = $cutoff_period_id
    and first_period.starts_on >= $term_first and last_period.ends_on <= $term_last
    and first_period.starts_on <= cutoff.ends_on
