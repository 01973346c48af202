-- description: Returns received: one workbook's figures of one unit for one period, with revisions numbered.
-- grain: one row per unit, period and revision
-- column return_id: unit, period and revision, e.g. 'TC01-2020H2-r1'
-- column unit_id: reporting unit, as the workbook's own header states it
-- column period_id: half-year, as the workbook's own header states it
-- column revision: 1 for the first content received, counted up whenever the content changes
-- column receipt_id: receipt in the archive's journal
-- column file_sha256: content of the workbook in the archive
-- column path: file below raw/returns
-- column received_at: instant of receipt (UTC)
-- column path_period_id: period that the folder names; null when it names none
-- column path_unit_id: unit that the file name begins with; null when it names none
with receipt as (
    select * from raw.receipt
),

heading as (
    select * from raw.return
),

unit as (
    select distinct unit_id from reference.unit
),

period as (
    select * from reference.period
),

-- Same content again for the same unit and period is nothing new.
received as (
    select
        heading.unit_id,
        heading.period_id,
        receipt.*,
        lag(receipt.file_sha256) over (
            partition by heading.unit_id, heading.period_id
            order by receipt.receipt_id
        ) as previous_sha256,
    from heading
    join receipt using (file_sha256)
),

revised as (
    select
        *,
        row_number() over (partition by unit_id, period_id order by receipt_id)::integer as revision,
    from received
    where previous_sha256 is distinct from file_sha256
)

select
    revised.unit_id || '-' || revised.period_id || '-r' || revised.revision as return_id,
    revised.unit_id,
    revised.period_id,
    revised.revision,
    revised.receipt_id,
    revised.file_sha256,
    revised.path,
    revised.received_at,
    period.period_id as path_period_id,
    unit.unit_id as path_unit_id,
from revised
left join period on period.period_id = split_part(revised.path, '/', 1)
left join unit on unit.unit_id = regexp_extract(revised.path, '([^/_.]+)[^/]*$', 1)
