-- Every target is judged at every cut-off of its span, once, and says its verdict and how much is asked for in words.
select
    target.target_version_id,
    period.period_id,
    count(evaluation.target_version_id) as row_count,
from marts.target as target
join reference.target as register using (target_id, version)
join reference.period as period
    on period.period_type = register.period_type and period.starts_on >= register.starts_on and period.ends_on <= register.ends_on
left join marts.target_evaluation as evaluation
    on evaluation.target_version_id = target.target_version_id and evaluation.cutoff_period_id = period.period_id
group by target.target_version_id, period.period_id
having count(evaluation.verdict) <> 1 or count(evaluation.target_vi) <> 1
