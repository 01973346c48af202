-- description: What came for whom: each receipt with the units and periods that its content's own head names, beside what its path says.
-- grain: one row per receipt, unit and period
-- column receipt_id: receipt in the archive's journal
-- column path: file below raw/returns
-- column file_sha256: content of the workbook in the archive
-- column received_at: instant of receipt (UTC)
-- column withdrawn_on: day on which the register withdrawal took the content back; null when it did not
-- column unit_id: reporting unit, as the workbook's own header states it
-- column period_id: half-year, as the workbook's own header states it
-- column path_unit_id: unit that a folder or the file name begins with, another one than the header's where there is one; null: none
-- column path_period_id: period that a folder or the file name names, another one than the header's where there is one; null: none
-- column has_contradiction: whether the path says another unit or period than the header
with stated as (
    select distinct
        receipt.receipt_id,
        heading.unit_id,
        heading.period_id,
    from raw.return as heading
    join staging.receipt as receipt using (file_sha256)
),

-- A folder or file name that names the header's own unit or period agrees, whatever else it names.
said as (
    select
        stated.*,
        coalesce(bool_or(word.unit_id = stated.unit_id), false) as has_unit,
        min(word.unit_id) filter (where word.is_first) as unit_said,
        coalesce(bool_or(word.period_id = stated.period_id), false) as has_period,
        min(word.period_id) as period_said,
    from stated
    join staging.receipt as receipt using (receipt_id)
    join staging.path_word as word using (path)
    group by stated.receipt_id, stated.unit_id, stated.period_id, word.part
),

compared as (
    select
        receipt_id,
        unit_id,
        period_id,
        coalesce(min(unit_said) filter (where not has_unit), min(unit_id) filter (where has_unit)) as path_unit_id,
        coalesce(min(period_said) filter (where not has_period), min(period_id) filter (where has_period)) as path_period_id,
    from said
    group by receipt_id, unit_id, period_id
)

select
    stated.receipt_id,
    receipt.path,
    receipt.file_sha256,
    receipt.received_at,
    receipt.withdrawn_on,
    stated.unit_id,
    stated.period_id,
    compared.path_unit_id,
    compared.path_period_id,
    coalesce(compared.path_unit_id <> stated.unit_id, false)
        or coalesce(compared.path_period_id <> stated.period_id, false) as has_contradiction,
from stated
join staging.receipt as receipt using (receipt_id)
left join compared using (receipt_id, unit_id, period_id)
