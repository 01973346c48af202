-- description: Contents received, in the order of their first receipt.
select file_sha256
from raw.receipt
group by file_sha256
order by min(receipt_id)
