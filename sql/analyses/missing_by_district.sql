-- For each unit that others are part of (a district with its communes), period by period: returns due, how many of them have no figures
-- though their day has passed, and whose. Communes count where they lay in the period; of returns of the top there is no district.
select parent_name_vi, period_vi, count(*) as due_count,
    count(*) filter (where not has_figures) as missing_count,
    string_agg(unit_name_vi, '; ' order by unit_name_vi) filter (where not has_figures) as missing_vi
from marts.return join marts.unit using (unit_version_id)
where is_past_due_day and parent_id is not null
group by parent_id, parent_name_vi, period_id, period_vi
order by period_id, parent_name_vi
