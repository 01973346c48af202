-- The cells behind a target up to a cut-off: here, behind T4 at mid-term, new members admitted, zeros too.
select unit_name_vi, figure.period_vi, figure.indicator_vi, value, path, sheet_name, address
from marts.target_part as part
join marts.observation as figure using (indicator_id, period_id)
join marts.period using (period_id)
where target_version_id = 'T4/congress' and ends_on <= '2023-06-30' and value is not null
order by ends_on, unit_version_id
