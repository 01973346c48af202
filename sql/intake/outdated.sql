-- description: Contents that another reader read, or that came no more. 'but': contents that stay as they are.
select file_sha256
from raw.file
where (reader_version <> $version and not list_contains($but, file_sha256))
    or file_sha256 not in (select file_sha256 from raw.receipt)
