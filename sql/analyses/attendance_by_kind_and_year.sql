-- Attendance at meetings by kind of unit and year, percent, of the half-years and units that are known: a rate of several is their numerators
-- through their denominators. A mean of rates (avg(rate_pct)) is not: it counts a unit of three members like one of three hundred.
select kind_vi, year_vi, 100 * sum(numerator) / sum(denominator) as attendance_pct,
    count(denominator) as known_count, count(*) filter (where not is_whole) as due_count
from marts.observation join marts.unit using (unit_version_id) join marts.period using (period_id)
where indicator_id = 'meeting_attendance_pct'
group by kind_vi, year, year_vi having known_count > 0
order by kind_vi, year
