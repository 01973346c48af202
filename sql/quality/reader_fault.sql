-- Every fault that a rule of kind 'reader' may name: met while a workbook was read, or seen by comparing it with what was due.
-- One row is one case; columns that a kind of fault has no use for are null.
with version as (
    select file_sha256, receipt_id, path, return_id, unit_id, period_id from staging.return
    union all
    -- Of a file that is no return, its path may tell unit and period.
    select file_sha256, receipt_id, path, null, path_unit_id, path_period_id
    from staging.receipt
    where file_sha256 not in (select file_sha256 from staging.return)
),
numbered as (
    select row_number() over () as number, * from raw.reader_fault
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
            and fault <> 'unreadable_member' as is_match
    from numbered
    join version using (file_sha256)
    qualify is_match or not bool_or(is_match) over (partition by number)
),
read_fault as (
    select distinct
        fault,
        receipt_id,
        path,
        case when is_match then return_id end as return_id,
        coalesce(unit_id, case when is_match then version_unit_id end) as unit_id,
        coalesce(period_id, case when is_match then version_period_id end) as period_id,
        form_line.indicator_id,
        sheet_name,
        address,
        null as state,
        null::decimal(24, 6) as value,
        null as comparator,
        received,
        expected,
        detail,
        concat_ws('|', form_id, line_code, received, detail) as discriminator
    from matched
    left join reference.form_line as form_line using (form_id, line_code)
    -- What is wrong with a figure no longer counts once the steward has put another in its place; that is told as 'corrected'.
    anti join (select return_id, sheet_name, address from staging.observation where is_corrected)
        using (return_id, sheet_name, address)
),
line as (
    select
        o.*,
        r.receipt_id,
        r.path,
        o.line_code || ' (' || form_line.label_vi || ')' as line_vi,
        bool_or(o.is_on_form) over form as has_form,
        any_value(o.sheet_name) over form as form_sheet_name
    from staging.observation as o
    join staging.return as r using (return_id)
    left join reference.form_line as form_line using (form_id, line_code)
    window form as (partition by o.return_id, o.form_id)
),
-- Where else in the same file a form stands: there it names another unit or period.
elsewhere as (
    select
        receipt_id, form_id,
        string_agg(distinct 'trang tính ' || form_sheet_name || ' ghi ' || unit_id || ', ' || period_id, '; ') as place_vi
    from line
    where has_form
    group by receipt_id, form_id
),
corrected as (
    select
        latest.receipt_id,
        latest.path,
        latest.return_id,
        correction.unit_id,
        correction.period_id,
        correction.indicator_id,
        o.sheet_name,
        o.address,
        o.received,
        coalesce(o.is_corrected, false) as is_corrected,
        coalesce(correction.received, '(trống)') as wrong,
        case correction.corrected
            when 'none_occurred' then 'không phát sinh'
            when 'not_applicable' then 'không áp dụng'
            else coalesce(rating.label_vi, correction.corrected)
        end as right_vi,
        correction.reason_vi
    from reference.correction as correction
    join (
        select *
        from staging.return
        where withdrawn_on is null
        qualify row_number() over (partition by unit_id, period_id order by has_contradiction, revision desc) = 1
    ) as latest using (unit_id, period_id)
    left join staging.observation as o
        on o.return_id = latest.return_id and o.indicator_id = correction.indicator_id
    left join (
        select code, any_value(label_vi) as label_vi from reference.code where list_id = 'rating' group by code
    ) as rating on rating.code = correction.corrected
)
select * from read_fault
union all by name
select
    'corrected' as fault, receipt_id, path, return_id, unit_id, period_id, indicator_id,
    sheet_name, address, received, right_vi as expected, reason_vi as detail
from corrected
where is_corrected
union all by name
-- The steward's matter, not the unit's: it belongs to no return.
select
    'correction_expired' as fault, null as receipt_id, null as path, null as return_id, unit_id, period_id, indicator_id,
    sheet_name, address, received, wrong as expected
from corrected
where not is_corrected
union all by name
select distinct
    'missing_form' as fault, receipt_id, path, return_id, unit_id, period_id,
    'Biểu ' || form.code || ' (' || form.title_vi || ')'
        || coalesce('; biểu này trong cùng tệp ghi cho nơi khác: ' || place_vi, '') as detail,
    form_id as discriminator
from line
join reference.form as form using (form_id)
left join elsewhere using (receipt_id, form_id)
where is_due and not has_form
union all by name
select
    'missing_line' as fault, receipt_id, path, return_id, unit_id, period_id, indicator_id,
    form_sheet_name as sheet_name, line_vi as received, line_code as discriminator
from line
where is_due and has_form and not is_on_form
union all by name
select
    'not_due' as fault, receipt_id, path, return_id, unit_id, period_id, indicator_id,
    sheet_name, address, state, value, comparator, received, line_vi as detail, line_code as discriminator
from line
where not is_due and value is not null
union all by name
select
    unnest(['header_disagrees', 'key_contradicts']) as fault, receipt_id, path, return_id, unit_id, period_id,
    concat_ws(', ', unit_id, period_id) as received,
    concat_ws(', ', path_unit_id, path_period_id) as expected,
    concat_ws(
        '; ',
        case when path_unit_id <> unit_id
            then 'phần đầu biểu ghi đơn vị ' || unit_id || ', thư mục hoặc tên tệp ghi ' || path_unit_id end,
        case when path_period_id <> period_id
            then 'phần đầu biểu ghi kỳ ' || period_id || ', thư mục hoặc tên tệp ghi ' || path_period_id end
    ) as detail
from staging.delivery
left join (select receipt_id, unit_id, period_id, return_id from staging.return) using (receipt_id, unit_id, period_id)
where has_contradiction and withdrawn_on is null
union all by name
-- No file is without an answer: one that gave nothing, and no error says why.
select 'no_return' as fault, receipt_id, path, path_unit_id as unit_id, path_period_id as period_id
from staging.receipt
where outcome in ('refused', 'unrecognised') and withdrawn_on is null and file_sha256 not in (
    select file_sha256
    from raw.reader_fault
    join reference.rule as rule on rule.kind = 'reader' and rule.subject = fault and rule.severity = 'error'
)
union all by name
-- The steward's matter: it belongs to no return.
select
    'withdrawal_unknown' as fault, named_sha256 as received,
    case when content_count = 0 then 'không có tệp nào đã nhận mang mã này'
        else content_count || ' tệp đã nhận có mã bắt đầu như vậy' end as detail,
    named_sha256 as discriminator
from staging.withdrawal
where file_sha256 is null
union all by name
-- The same bytes come again, after they were taken back.
select
    'withdrawn_content' as fault, receipt.receipt_id, receipt.path, delivery.unit_id, delivery.period_id,
    'rút ngày ' || strftime(withdrawal.withdrawn_on, '%d/%m/%Y') || ', người quyết định: ' || withdrawal.withdrawn_by
        || ', lý do: ' || withdrawal.reason_vi as detail
from raw.receipt as receipt
join staging.withdrawal as withdrawal using (file_sha256)
left join staging.delivery as delivery using (receipt_id)
cross join (select coalesce(any_value(time_zone), 'UTC') as time_zone from reference.office) as office
-- Days are the office's: at 6 in the morning there it is still the day before in UTC.
where (receipt.received_at at time zone 'UTC' at time zone office.time_zone)::date >= withdrawal.withdrawn_on
    and receipt.receipt_id > (select min(receipt_id) from raw.receipt as first where first.file_sha256 = withdrawal.file_sha256)
union all by name
-- Receipts of one night come in order of their files' last change: the last of them counts.
select
    'several_files' as fault, receipt_id, path, return_id, unit_id, period_id,
    string_agg(path, ', ') over night as received, path as expected
from staging.return
where withdrawn_on is null and not has_contradiction
window night as (
    partition by unit_id, period_id, received_at order by receipt_id
    rows between unbounded preceding and unbounded following
)
qualify count(*) over night > 1 and receipt_id = max(receipt_id) over night
union all by name
select 'unreceived_file' as fault, path, path as received, reason_vi as detail, path as discriminator from raw.unreceived
union all by name
select 'undecodable_name' as fault, receipt_id, receipt.path, return_id, unit_id, period_id, receipt.path as received
from raw.receipt as receipt
left join staging.return using (receipt_id)
where regexp_matches(receipt.path, '\\x[0-9a-f]{2}')
