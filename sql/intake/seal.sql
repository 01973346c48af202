-- description: Note the hash of all rows of contents that were landed just now.
update raw.file
set rows_hash = sealed.rows_hash
-- Rows of others are not looked at.
from (select * from landed_content where list_contains($contents, file_sha256)) as sealed
where raw.file.file_sha256 = sealed.file_sha256
