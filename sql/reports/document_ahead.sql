-- description: Targets of a term's days that begin after a day and were decided by the one behind it: what is asked for in the rest of it.
select target.target_version_id, target.label_vi, target.target_vi, target.version_vi, target.kind_vi
from marts.target as target
join marts.period as first_period on first_period.period_id = target.first_period_id
join marts.period as last_period on last_period.period_id = target.last_period_id
where first_period.starts_on > $last and last_period.ends_on <= $term_last
    and target.decided_on <= $last::date + 1
