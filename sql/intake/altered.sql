-- description: Contents whose rows are not those that were landed.
select file_sha256
from landed_content
left join raw.file as file using (file_sha256)
where file.rows_hash is distinct from landed_content.rows_hash
order by all
