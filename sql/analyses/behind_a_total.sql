-- The cells behind a total: here, new members admitted since the start of the term.
select
    unit_id,
    period_id,
    value,
    path,
    sheet_name,
    address,
from core.observation
where is_in_force and indicator_id = 'members_admitted' and value > 0
order by period_id, unit_id
