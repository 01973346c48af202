-- The cells behind a total: here, new members admitted since the start of the latest term that has begun.
select
    unit_id,
    period_id,
    value,
    path,
    sheet_name,
    address,
from core.observation
where is_in_force
    and indicator_id = 'members_admitted'
    and value <> 0
    and period_id >= (
        select max(term.first_period_id)
        from reference.term as term
        join reference.period as period on period.period_id = term.first_period_id
        cross join reference.run as run
        where period.starts_on <= run.office_on
    )
order by period_id, unit_id
