-- description: Of each unit, how many returns of the periods between two days were due, count, came late or lack.
select
    unit.unit_id,
    max_by(unit.name_vi, period.ends_on) as unit_name_vi,
    max_by(unit.kind_vi, period.ends_on) as kind_vi,
    max_by(unit.sector_vi, period.ends_on) as sector_vi,
    count(*) as due_count,
    count(*) filter (where returned.has_figures) as accepted_count,
    count(*) filter (where returned.late_days > 0) as late_count,
    count(*) filter (where not returned.has_figures and returned.is_past_due_day) as missing_count,
    max(returned.late_days) as most_late_days,
from marts.return as returned
join marts.period as period using (period_id)
join marts.unit as unit using (unit_version_id)
where period.starts_on >= $first and period.ends_on <= $last
group by unit.unit_id
order by unit.unit_id
