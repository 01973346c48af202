-- description: Returns received: one workbook's figures of one unit for one period, with revisions numbered.
-- grain: one row per unit, period and revision
-- column return_id: unit, period and revision, e.g. 'TC01-2020H2-r1'
-- column unit_id: reporting unit, as the workbook's own header states it
-- column period_id: period, as the workbook's own header states it
-- column revision: 1 for the first content received, counted up whenever the content changes, or comes where its path agrees
-- column receipt_id: receipt in the archive's journal
-- column file_sha256: content of the workbook in the archive
-- column path: file below raw/returns
-- column received_at: instant at which it came (UTC)
-- column withdrawn_on: day on which the register withdrawal took the content back; null when it did not
-- column path_period_id: period that the path names, another one than the header's where there is one; null when it names none
-- column path_unit_id: unit that the path names, another one than the header's where there is one; null when it names none
-- column has_contradiction: whether the path says another unit or period than the header
with compared as (
    select
        *,
        lag(file_sha256) over earlier as previous_sha256,
        lag(has_contradiction) over earlier as had_contradiction,
    from staging.delivery
    window earlier as (partition by unit_id, period_id order by ordered_at, receipt_id)
),

-- Same content again for the same unit and period is nothing new, but for one that was moved to where its path agrees.
revised as (
    select
        *,
        row_number() over (partition by unit_id, period_id order by ordered_at, receipt_id)::integer as revision,
    from compared
    where previous_sha256 is distinct from file_sha256 or (had_contradiction and not has_contradiction)
)

select
    unit_id || '-' || period_id || '-r' || revision as return_id,
    unit_id,
    period_id,
    revision,
    receipt_id,
    file_sha256,
    path,
    received_at,
    withdrawn_on,
    path_period_id,
    path_unit_id,
    has_contradiction,
from revised
