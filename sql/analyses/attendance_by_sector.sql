-- Attendance at meetings by sector and half-year, percent: all attendances through all that were due, no mean of rates.
select sector_vi, period_vi, rate_pct as attendance_pct, numerator as present_count, denominator as due_count
from marts.indicator_total_by_sector
where indicator_id = 'meeting_attendance_pct' and known_count > 0
order by period_id, sector
