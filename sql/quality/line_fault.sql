-- description: Forms and lines that are due and missing, and lines that hold a figure and are not due.
-- grain: one row per return and form or line
-- column fault: kind of fault, the subject of the rule about it
-- column receipt_id: receipt that brought the file
-- column path: file below raw/returns
-- column return_id: return
-- column unit_id: unit that the form or line is about
-- column period_id: period
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

form as (
    select * from quality.form_told
),

-- Only the lines at fault: all others need no words.
line as (
    select
        o.*, receipt_id, path, has_form, form.sheet_name as form_sheet_name,
        coalesce(
            if(o.line_code[1] = '_', form_line.label_vi, o.line_code || ' (' || form_line.label_vi || ')'),
            indicator.label_vi || if(o.unit_id = reporter_id, '', ' – ' || coalesce(about.unit_name_vi, o.unit_id))
        ) as line_vi,
    from observation as o
    join form on form.return_id = o.return_id and form.form_id is not distinct from o.form_id
    left join reference.form_line as form_line on form_line.form_id = o.form_id and form_line.line_code = o.line_code
    left join reference.indicator as indicator on indicator.indicator_id = o.indicator_id
    left join core.unit_of_period as about on about.unit_id = o.unit_id and about.period_id is null
    where (o.is_due and not is_on_form) or (not o.is_due and o.value is not null)
),

-- Where else in the same file a form stands: there it names another unit or period.
elsewhere as (
    select receipt_id, form_id, string_agg(place, '; ' order by place) as place_vi,
    from (
        select distinct receipt_id, form_id, replace(replace(replace(
            said.form_elsewhere, '{sheet}', sheet_name), '{unit}', reporter_id), '{period}', period_id) as place,
        from form cross join core.said as said where has_form and receipt_id in (select receipt_id from form where not has_form)
    )
    group by receipt_id, form_id
)

select
    -- Registers from before the rule about forms that stand there tell them as missing.
    if(sheet_name is null or place_vi is not null or not has_rule, 'missing_form', 'unread_form') as fault,
    receipt_id, path, return_id, reporter_id as unit_id, period_id, null as indicator_id,
    if(fault = 'unread_form', sheet_name, null) as sheet_name, null as address, null as state, null as value,
    null as comparator, null as received,
    replace(replace(replace(replace(
        if(fault = 'unread_form', said.unread_form, if(place_vi is null, said.missing_form, said.missing_form_elsewhere)),
        '{code}', printed.code), '{title}', printed.title_vi), '{places}', coalesce(place_vi, '')),
        '{lacking}', coalesce(lacking_vi, said.no_due_line)) as detail,
    form_id as discriminator,
from form
join reference.form as printed using (form_id)
left join elsewhere using (receipt_id, form_id)
cross join (select count(*) > 0 as has_rule from reference.rule where kind = 'reader' and subject = 'unread_form')
cross join core.said as said
where is_due and not has_form and not is_told
union all
select
    'missing_line' as fault, receipt_id, path, return_id, unit_id, period_id, indicator_id, form_sheet_name as sheet_name,
    null as address, null as state, null as value, null as comparator, line_vi as received, null as detail,
    line_code as discriminator,
from line
-- Of a described form the reader tells rows, columns and tables that are not there.
where is_due and has_form and not is_on_form and form_id not in (select form_id from reference.form_table)
union all
select * from quality.missing_unit
union all
select
    'not_due' as fault, receipt_id, path, return_id, unit_id, period_id, indicator_id, sheet_name,
    address, state, value, comparator, received, line_vi as detail, line_code as discriminator,
from line
where not is_due and value is not null and return_id not in (select return_id from quality.untimely_return)
