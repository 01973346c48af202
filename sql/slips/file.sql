-- description: Receipts with something to mend or explain, and whether the file names no unit and has no cell to mark.
select
    receipt_id,
    receipt.path,
    receipt.file_sha256,
    file.received_at,
    file.unit_version_id = '-' and file.outcome in ('refused', 'unrecognised') and not exists (
        from marts.finding where finding.receipt_id = receipt.receipt_id and finding.address is not null
    ) as is_unowned,
from raw.receipt as receipt
left join marts.file as file using (receipt_id)
where receipt_id in (select receipt_id from marts.finding where is_open)
order by receipt_id
