-- New members of each unit in each year, by its last name in it: of so many half-years due, those known; the sum of fewer is not that of a year.
select unit_id, max_by(name_vi, ends_on) as name_vi, max_by(sector_vi, ends_on) as sector_vi, year_vi,
    sum(value) as admitted_count, count(value) as known_count, count(*) filter (where not is_whole) as due_count
from marts.observation
join marts.unit using (unit_version_id)
join marts.period using (period_id)
where indicator_id = 'members_admitted'
group by unit_id, year, year_vi
order by unit_id, year
