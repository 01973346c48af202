-- description: Receipts, and whether each is what its path held last.
-- grain: one row per receipt
-- column receipt_id: position in the archive's journal
-- column path: file below raw/returns
-- column file_sha256: content, as it lies in the archive
-- column received_at: instant of receipt (UTC)
-- column is_latest: whether nothing else has come at the same path since
select
    receipt_id,
    path,
    file_sha256,
    received_at,
    receipt_id = max(receipt_id) over (partition by path) as is_latest,
from raw.receipt
