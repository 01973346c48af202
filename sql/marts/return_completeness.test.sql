-- Every line due is in exactly one of the six states, and only returns in force hold any figure.
select
    unit_id,
    period_id,
    status,
    due_count,
from marts.return_completeness
where due_count <> value_count + zero_count + none_occurred_count + not_applicable_count + blank_count + missing_count
    or (status = 'accepted') <> (missing_count < due_count)
