-- New members of each unit in each year, by its last name in it; of a year of which only one half-year is reported year_vi says so.
select unit_id, max_by(name_vi, period_id) as name_vi, max_by(sector_vi, period_id) as sector_vi, year_vi, sum(value) as admitted_count
from marts.observation
join marts.unit using (unit_version_id)
join marts.period using (period_id)
where indicator_id = 'members_admitted' and state <> 'missing'
group by unit_id, year, year_vi
order by unit_id, year
