-- Every receipt is told once, and one of each path is the latest.
select
    receipt_id,
    path,
from core.file
full join marts.file using (receipt_id, path)
group by receipt_id, path
having count(*) <> 1 or count(core.file.file_sha256) <> 1 or count(marts.file.file_sha256) <> 1
union all
select
    null as receipt_id,
    path,
from marts.file
group by path
having count(*) filter (where is_latest) <> 1
