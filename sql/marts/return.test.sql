-- Every line due is in exactly one of the six states, only returns in force hold any figure, and each stands somewhere.
select
    unit_version_id,
    period_id,
    status,
    due_count,
from marts.return
where due_count <> value_count + zero_count + none_occurred_count + not_applicable_count + blank_count + missing_count
    or has_figures <> (missing_count < due_count)
    or has_figures is distinct from (status = 'accepted' or starts_with(status, 'newest_'))
