-- description: Faults met while a workbook was read, each with every return that its file became, or with every receipt where it became none.
-- grain: one row per fault and return or receipt
-- column fault: kind of fault, the subject of the rule about it
-- column receipt_id: receipt that brought the file
-- column path: file below raw/returns
-- column return_id: return; null when the fault is about no single one
-- column unit_id: reporting unit, where known
-- column period_id: period, where known
-- column indicator_id: indicator of the line
-- column sheet_name: sheet of the cell
-- column address: cell
-- column received: what was received, as text
-- column expected: what should stand there, as text
-- column detail: what more there is to say, in Vietnamese
-- column discriminator: tells faults apart that share return and cell
with version as (
    select file_sha256, receipt_id, path, return_id, unit_id, period_id from staging.return
    union all
    -- Of a file that is no return, its path may tell unit and period.
    select file_sha256, receipt_id, path, null, path_unit_id, path_period_id
    from staging.receipt
    where file_sha256 not in (select file_sha256 from staging.return)
),

numbered as (
    select
        row_number() over () as number,
        *,
    from raw.reader_fault
),

-- A file inside an archive that cannot be read is no fault of the returns beside it.
matched as (
    select
        numbered.*,
        version.receipt_id,
        version.path,
        version.return_id,
        version.unit_id as version_unit_id,
        version.period_id as version_period_id,
        coalesce(numbered.unit_id = version.unit_id, true)
            and coalesce(numbered.period_id = version.period_id, true)
            and fault <> 'unreadable_member' as is_match,
    from numbered
    join version using (file_sha256)
    qualify is_match or not bool_or(is_match) over (partition by number)
)

select distinct
    matched.fault,
    matched.receipt_id,
    matched.path,
    if(matched.is_match, matched.return_id, null) as return_id,
    coalesce(matched.unit_id, if(matched.is_match, matched.version_unit_id, null)) as unit_id,
    coalesce(matched.period_id, if(matched.is_match, matched.version_period_id, null)) as period_id,
    form_line.indicator_id,
    matched.sheet_name,
    matched.address,
    matched.received,
    matched.expected,
    matched.detail,
    -- A finding keeps its key, whether it is known since of which form its sheet is.
    concat_ws(
        '|',
        case
            when line_code is not null or fault = 'outdated_template' or (address is null and matched.period_id is not null)
                then form_id
        end,
        matched.line_code, matched.received, matched.detail
    ) as discriminator,
from matched
left join reference.form_line as form_line using (form_id, line_code)
-- What a form lacks of which nothing due was read is told with that.
anti join (select return_id, form_id, unnest(['missing_line', 'unknown_sheet']) as fault from quality.form_told
    where is_due and not has_form and not is_told and sheet_name is not null) as unread
    on unread.return_id = if(matched.is_match, matched.return_id, null)
    and unread.form_id = matched.form_id and unread.fault = matched.fault
-- What is wrong with a figure no longer counts once the steward has put another in its place; that is told as 'corrected'.
anti join (select return_id, sheet_name, address from staging.observation where is_corrected) as mended
    on mended.return_id = if(matched.is_match, matched.return_id, null)
    and mended.sheet_name = matched.sheet_name
    and mended.address = matched.address
