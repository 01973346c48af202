-- description: What came for whom: each receipt with the units and periods that its content's own head names, beside what its path says.
-- grain: one row per receipt, unit and period
-- column receipt_id: receipt in the archive's journal
-- column path: file below raw/returns
-- column file_sha256: content of the workbook in the archive
-- column received_at: instant at which it came (UTC)
-- column ordered_at: instant by which receipts are put in order, and then by their numbers
-- column withdrawn_on: day on which the register withdrawal took the content back; null when it did not
-- column unit_id: reporting unit, as the workbook's own header states it
-- column period_id: period, as the workbook's own header states it
-- column path_unit_id: unit that the innermost part of the path names that names the header's own or begins with one, else one named anywhere; null: none
-- column path_period_id: period, or earlier year alone, that the innermost part of the path names that names any, else another year alone; null: none
-- column has_contradiction: whether the path says another unit or period than the header
select
    claim.receipt_id,
    receipt.path,
    receipt.file_sha256,
    receipt.received_at,
    receipt.ordered_at,
    receipt.withdrawn_on,
    claim.unit_id,
    claim.period_id,
    claim.path_unit_id,
    claim.path_period_id,
    claim.has_contradiction,
from staging.path_claim as claim
join staging.receipt as receipt using (receipt_id)
