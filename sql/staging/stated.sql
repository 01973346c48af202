-- description: Whose returns each receipt's own heads say that it brings, and the path that says it again; of a .zip the path goes on into it.
-- grain: one row per receipt, unit, period and path; a return spread over several files of a .zip has several
-- column receipt_id: receipt in the archive's journal
-- column unit_id: reporting unit, as the header states it
-- column period_id: period, as the header states it
-- column path: file below raw/returns; in a .zip followed by the file in it
with member as (
    select distinct
        entry.file_sha256,
        entry.unit_id,
        entry.period_id,
        regexp_extract(entry.sheet_name, '^(.*)/', 1) as member,
    from raw.entry as entry
    join raw.file as file using (file_sha256)
    where file.format = 'zip' and contains(entry.sheet_name, '/')
)

select distinct
    receipt.receipt_id,
    heading.unit_id,
    heading.period_id,
    concat_ws('/', receipt.path, member.member) as path,
from raw.return as heading
join raw.receipt as receipt using (file_sha256)
left join member using (file_sha256, unit_id, period_id)
