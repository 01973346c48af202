-- description: What limits the figures of the periods between two days: returns due, counted, late, lacking, in an older version and sent back, corrections and overrides, open warnings.
with span as (
    select period_id from marts.period where starts_on >= $first and ends_on <= $last
),

returned as (
    select
        count(*) as due_count,
        count(*) filter (where has_figures) as accepted_count,
        count(*) filter (where late_days > 0) as late_count,
        max(late_days) as most_late_days,
        count(*) filter (where not has_figures) as missing_count,
        count(*) filter (where is_stale) as stale_count,
    from marts.return
    join span using (period_id)
)

select
    returned.*,
    (select count(*) from marts.return_revision join span using (period_id) where status = 'rejected') as rejected_count,
    (
        select count(*) from marts.decision join span using (period_id)
        where status = 'in_force' and decision_kind = 'correction'
    ) as corrected_count,
    (
        select count(*) from marts.decision left join span using (period_id)
        where status = 'in_force' and decision_kind = 'override' and (span.period_id is not null or decision.period_id is null)
    ) as overridden_count,
    (select count(*) from marts.finding join span using (period_id) where is_open and severity = 'warning') as doubtful_count,
from returned
