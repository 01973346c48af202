-- description: What of the periods between two days was missing, late, sent back, doubted, corrected or overridden in a release: units with the same in a row.
with span as (
    select period_id, starts_on from marts.period where starts_on >= $first and ends_on <= $last
),

told as (
    select
        if(has_figures, 'late', 'missing') as what,
        period_id, period_vi, unit_name_vi,
        if(has_figures, null, status_vi) as said_vi,
        if(has_figures, late_days, null) as late_days,
    from marts.return
    where not has_figures or late_days > 0
    union all
    select
        decision_kind as what,
        period_id, period_vi, unit_name_vi,
        concat_ws(', ', rule_id, indicator_vi, reason_vi, decided_by) as said_vi,
        null as late_days,
    from marts.decision
    where status = 'in_force' and decision_kind in ('correction', 'override')
    union all
    select
        'rejected' as what,
        period_id, period_vi, unit_name_vi, status_vi || ' (' || path || ')' as said_vi, null as late_days,
    from marts.return_revision
    where status = 'rejected'
    union all
    select
        'warning' as what,
        period_id, period_vi, unit_name_vi, message_vi as said_vi, null as late_days,
    from marts.finding
    where is_open and severity = 'warning' and period_id is not null
)

select
    told.what, told.period_vi, told.said_vi, told.late_days,
    string_agg(told.unit_name_vi, '; ' order by told.unit_name_vi) as units_vi,
    count(*) as count,
from told
left join span using (period_id)
where span.period_id is not null or told.period_id is null
group by all
order by min(span.starts_on) nulls last, told.said_vi, told.late_days
