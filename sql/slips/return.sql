-- description: Returns that each file became, but for those that a later one replaced.
select file_sha256, unit_id, period_id, status
from marts.return_revision
join marts.unit using (unit_version_id)
where not is_superseded
order by unit_id, period_id
