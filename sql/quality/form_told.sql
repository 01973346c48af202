-- description: Forms that are due in a return or stand there, and, where no figure that is due of one was read, why that is.
-- grain: one row per return and form
-- kept by: return_id
-- column return_id: return
-- column form_id: form
-- column receipt_id: receipt that brought the file
-- column path: file below raw/returns
-- column reporter_id: reporting unit
-- column period_id: period
-- column is_due: whether a figure of it is owed
-- column has_form: whether the workbook has a figure of it that is owed or counted
-- column sheet_name: sheet of its figures; where it has none the one on which it stands all the same; null when it is nowhere
-- column is_told: whether nothing of it was read for a fault that rejects the return and is told by itself
-- column lacking_vi: rows that it lacks, where the reader tells no more of it; else null
with figure as (
    -- What is told from January on alone is asked for too.
    select return_id, form_id, is_due, is_on_form and (is_observed or is_due) as has_form, sheet_name from staging.figure
    union all
    -- What is printed in parts alone is owed all the same.
    select return_id, form_id, is_due, is_on_form as has_form, sheet_name from staging.part_figure
),

form as (
    select return_id, form_id, bool_or(is_due) as is_due, bool_or(has_form) as has_form, min(sheet_name) as sheet_name,
    from figure
    group by return_id, form_id
),

returned as (
    select form.*, r.receipt_id, r.path, r.file_sha256, r.unit_id as reporter_id, r.period_id
    from form
    join staging.return as r using (return_id)
    where is_due or has_form
),

-- The reader says of a form that stands there what keeps it from being read.
hindered as (
    select
        returned.return_id, returned.form_id, min(fault.sheet_name) as sheet_name,
        coalesce(bool_or(rule.severity = 'error'), false) as is_told,
        string_agg(distinct fault.received, '; ' order by fault.received) filter (fault.fault = 'missing_line') as lacking_vi,
    from returned
    join raw.reader_fault as fault
        on fault.file_sha256 = returned.file_sha256 and fault.form_id = returned.form_id
        and coalesce(fault.unit_id = returned.reporter_id, true) and coalesce(fault.period_id = returned.period_id, true)
    left join reference.period as period on period.period_id = returned.period_id
    left join reference.rule as rule
        on rule.kind = 'reader' and rule.subject = fault.fault
        and period.ends_on between rule.valid_from_on and coalesce(rule.valid_to_on, period.ends_on)
    where returned.is_due and not returned.has_form
    group by all
)

select
    returned.return_id, returned.form_id, returned.receipt_id, returned.path, returned.reporter_id, returned.period_id,
    returned.is_due, returned.has_form,
    coalesce(returned.sheet_name, hindered.sheet_name) as sheet_name,
    coalesce(hindered.is_told, false) as is_told,
    hindered.lacking_vi,
from returned
left join hindered using (return_id, form_id)
