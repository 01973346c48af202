-- description: Which returns are due, which came, and what they hold: the steward's list of whom to chase.
-- grain: one row per unit and period for which a return is due
-- column unit_id: reporting unit
-- column unit_name_vi: its name on the last day of the period
-- column period_id: half-year
-- column due_on: day by which the return is due
-- column status: accepted (one is in force), rejected (some came, none holds) or missing (none came)
-- column return_id: return in force; null when there is none
-- column revision_count: revisions received
-- column is_latest_rejected: whether the latest revision was rejected (a former one may be in force)
-- column error_count: findings that reject the latest revision
-- column warning_count: findings to ask about in the latest revision
-- column due_count: lines due
-- column value_count: lines with a figure other than zero
-- column zero_count: lines with zero
-- column none_occurred_count: lines with 'không phát sinh'
-- column not_applicable_count: lines with 'không áp dụng'
-- column blank_count: lines blank or not readable
-- column missing_count: lines of a return that never came, or was not accepted
with due as (
    select
        indicator_value.unit_id,
        indicator_value.period_id,
        any_value(indicator_value.return_id) as return_id,
        count(*) as due_count,
        count(*) filter (where indicator_value.state = 'value') as value_count,
        count(*) filter (where indicator_value.state = 'zero') as zero_count,
        count(*) filter (where indicator_value.state = 'none_occurred') as none_occurred_count,
        count(*) filter (where indicator_value.state = 'not_applicable') as not_applicable_count,
        count(*) filter (where indicator_value.state in ('blank', 'unreadable')) as blank_count,
        count(*) filter (where indicator_value.state = 'missing') as missing_count,
    from core.indicator_value as indicator_value
    join reference.due_line as due_line using (unit_id, period_id, indicator_id)
    group by indicator_value.unit_id, indicator_value.period_id
),

received as (
    select
        unit_id,
        period_id,
        count(*) as revision_count,
        arg_max(status, revision) = 'rejected' as is_latest_rejected,
        arg_max(error_count, revision) as error_count,
        arg_max(warning_count, revision) as warning_count,
    from core.return
    group by unit_id, period_id
)

select
    due.unit_id,
    unit.name_vi as unit_name_vi,
    due.period_id,
    period.due_on,
    case
        when due.return_id is not null then 'accepted'
        when received.unit_id is not null then 'rejected'
        else 'missing'
    end as status,
    due.return_id,
    coalesce(received.revision_count, 0) as revision_count,
    coalesce(received.is_latest_rejected, false) as is_latest_rejected,
    coalesce(received.error_count, 0) as error_count,
    coalesce(received.warning_count, 0) as warning_count,
    due.due_count,
    due.value_count,
    due.zero_count,
    due.none_occurred_count,
    due.not_applicable_count,
    due.blank_count,
    due.missing_count,
from due
left join received using (unit_id, period_id)
join reference.period as period using (period_id)
join core.unit_history as unit
    on unit.unit_id = due.unit_id
    and period.ends_on between unit.valid_from_on and coalesce(unit.valid_to_on, period.ends_on)
