-- description: Note the hash of all rows of contents that were landed just now.
update raw.file
set rows_hash = landed_content.rows_hash
from landed_content
where raw.file.file_sha256 = landed_content.file_sha256 and list_contains($contents, raw.file.file_sha256)
