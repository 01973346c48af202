-- The cells behind a target that is a rate, with their part in it: here, behind T3b in 2021, members rated good of all that were rated.
select unit_name_vi, figure.period_vi, part_vi, figure.indicator_vi, value, path, sheet_name, address
from marts.result_part as part
join marts.observation as figure using (indicator_id, period_id)
where result_id = 'T3b/congress/2023H1' and compared_vi = '2021' and value is not null
order by part, period_id, unit_version_id
