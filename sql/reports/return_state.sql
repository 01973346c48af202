-- description: In which state the return of each unit for each period between two days is: accepted, late, stale, refused, missing or ahead.
select
    unit_version_id, unit_name_vi, period_id, late_days, status_vi,
    case
        when is_stale then 'stale'
        when has_figures and late_days > 0 then 'late'
        when has_figures then 'accepted'
        when status in ('rejected', 'held', 'unreadable') then 'refused'
        when is_past_due_day then 'missing'
        else 'ahead'
    end as state,
from marts.return
join marts.period using (period_id)
where starts_on >= $first and ends_on <= $last
order by unit_version_id, ends_on, starts_on
