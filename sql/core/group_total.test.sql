-- Every figure due is in exactly one of the six states.
select
    period_id,
    group_code,
    indicator_id,
    due_count,
from core.group_total
where due_count <> value_count + zero_count + none_occurred_count + not_applicable_count + blank_count + missing_count
