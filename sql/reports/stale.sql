-- description: Returns between two days of which an older revision stands in for the newest.
select unit_name_vi, period_vi, status_vi
from marts.return
join marts.period using (period_id)
where is_stale and starts_on >= $first and ends_on <= $last
order by starts_on, ends_on, unit_version_id
