-- description: Findings that a slip tells: open ones, and notes of now. What was received is what the cell says.
select
    * replace (nullif(coalesce(written, received), '') as received),
    if(indicator_id is not null, indicator_vi, null) as label_vi,
from marts.finding
where receipt_id is not null and (is_open or (is_current and severity = 'note'))
order by all
