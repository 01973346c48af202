-- description: Contents received that a version of the reader has not read, in the order of their first receipt.
select file_sha256
from raw.receipt
where file_sha256 not in (select file_sha256 from raw.file where reader_version = $version)
group by file_sha256
order by min(receipt_id)
