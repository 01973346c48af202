-- description: Forms and lines that are due and missing, and lines that hold a figure and are not due.
-- grain: one row per return and form or line
-- column fault: kind of fault, the subject of the rule about it
-- column receipt_id: receipt that brought the file
-- column path: file below raw/returns
-- column return_id: return; null when the fault is about no single one
-- column unit_id: reporting unit, where known
-- column period_id: period, where known
-- column indicator_id: indicator of the line
-- column sheet_name: sheet of the cell
-- column address: cell
-- column state: state of the figure that stands there
-- column value: the figure
-- column comparator: '=' for an exact figure, otherwise the bound that it claims
-- column received: what was received, as text
-- column detail: what more there is to say, in Vietnamese
-- column discriminator: tells faults apart that share return and cell
with observation as (
    -- What is told from January on alone is asked for too.
    select * replace (owner_id as unit_id) from staging.figure where is_observed or is_due
),

line as (
    select
        o.*,
        r.receipt_id,
        r.path,
        r.unit_id as reporter_id,
        coalesce(
            o.line_code || ' (' || form_line.label_vi || ')',
            indicator.label_vi || if(o.unit_id = r.unit_id, '', ' – ' || coalesce(about.unit_name_vi, o.unit_id))
        ) as line_vi,
        bool_or(o.is_on_form) over form as has_form,
        any_value(o.sheet_name) over form as form_sheet_name,
    from observation as o
    join staging.return as r using (return_id)
    left join reference.form_line as form_line using (form_id, line_code)
    left join reference.indicator as indicator on indicator.indicator_id = o.indicator_id
    left join core.unit_of_period as about on about.unit_id = o.unit_id and about.period_id is null
    window form as (partition by o.return_id, o.form_id)
),

-- Where else in the same file a form stands: there it names another unit or period.
elsewhere as (
    select
        receipt_id, form_id,
        string_agg(
            distinct replace(replace(replace(
                said.form_elsewhere, '{sheet}', form_sheet_name), '{unit}', reporter_id
            ), '{period}', period_id), '; '
        ) as place_vi,
    from line
    cross join core.said as said
    where has_form
    group by receipt_id, form_id
)

select distinct
    'missing_form' as fault, receipt_id, path, return_id, reporter_id as unit_id, period_id, null as indicator_id,
    null as sheet_name, null as address, null as state, null as value, null as comparator, null as received,
    replace(replace(replace(
        if(place_vi is null, said.missing_form, said.missing_form_elsewhere), '{code}', form.code), '{title}', form.title_vi
    ), '{places}', coalesce(place_vi, '')) as detail,
    form_id as discriminator,
from line
join reference.form as form using (form_id)
left join elsewhere using (receipt_id, form_id)
cross join core.said as said
where is_due and not has_form
union all
select
    'missing_line' as fault, receipt_id, path, return_id, unit_id, period_id, indicator_id, form_sheet_name as sheet_name,
    null as address, null as state, null as value, null as comparator, line_vi as received, null as detail,
    line_code as discriminator,
from line
where is_due and has_form and not is_on_form
union all
select
    'not_due' as fault, receipt_id, path, return_id, unit_id, period_id, indicator_id, sheet_name,
    address, state, value, comparator, received, line_vi as detail, line_code as discriminator,
from line
where not is_due and value is not null
