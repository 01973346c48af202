-- description: What came for whom: each receipt with the units and periods that its content's own head names, beside what its path says.
-- grain: one row per receipt, unit and period
-- column receipt_id: receipt in the archive's journal
-- column path: file below raw/returns
-- column file_sha256: content of the workbook in the archive
-- column received_at: instant of receipt (UTC)
-- column withdrawn_on: day on which the register withdrawal took the content back; null when it did not
-- column unit_id: reporting unit, as the workbook's own header states it
-- column period_id: half-year, as the workbook's own header states it
-- column path_unit_id: unit that the innermost part of the path names that names the header's own or begins with one, else one named anywhere; null: none
-- column path_period_id: period that the innermost part of the path names that names any, else a year alone that is not the header's; null: none
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
        word.depth,
        coalesce(bool_or(word.unit_id = stated.unit_id), false) as has_unit,
        min(word.unit_id) as unit_named,
        min(word.unit_id) filter (where word.is_first) as unit_first,
        coalesce(bool_or(word.period_id = stated.period_id), false) as has_period,
        min(word.period_id) as period_named,
        coalesce(bool_or(word.year = period.year), false) as has_year,
        min(word.year) as year_named,
    from stated
    join staging.receipt as receipt using (receipt_id)
    join staging.path_word as word using (path)
    left join reference.period as period on period.period_id = stated.period_id
    group by stated.receipt_id, stated.unit_id, stated.period_id, word.depth
),

-- The innermost part that names one decides.
compared as (
    select
        receipt_id,
        unit_id,
        period_id,
        coalesce(
            arg_max(if(has_unit, unit_id, unit_first), depth) filter (where has_unit or unit_first is not null),
            arg_max(unit_named, depth) filter (where unit_named is not null)
        ) as path_unit_id,
        coalesce(
            arg_max(if(has_period, period_id, period_named), depth) filter (where period_named is not null),
            if(bool_or(has_year), null, arg_max(year_named, depth) filter (where year_named is not null)::varchar)
        ) as path_period_id,
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
