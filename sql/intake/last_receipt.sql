-- description: What each path held at its last receipt.
select path, size_bytes, modified_at, file_sha256
from raw.receipt
qualify receipt_id = max(receipt_id) over (partition by path)
