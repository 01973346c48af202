-- description: Files and returns that do not count, each with its unit where one is known.
select *
from marts.not_counted
left join marts.unit using (unit_version_id)
order by all
