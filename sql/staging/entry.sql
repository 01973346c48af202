-- description: What every return says of each indicator, corrected where the steward did, including lines that are due but were not on the form.
-- grain: one row per return and indicator
-- kept by: unit_id, period_id
-- column return_id: return that the figure stands in
-- column unit_id: reporting unit
-- column period_id: period that the figure is about
-- column indicator_id: indicator
-- column form_id: form that asks for it
-- column line_code: line of the form
-- column sheet_name: sheet of the workbook; null when the line was not on it
-- column address: cell of the figure, also when blank; null when the line was not on the form
-- column received: text as received; null when blank
-- column value: number in the indicator's unit of measure, for ratings the rank; null when unknown or not applicable
-- column comparator: '=' for an exact figure, otherwise the bound that the text claims ('>', '>=', '<', '<=', '≈', '≈<')
-- column state: value, zero, none_occurred, not_applicable, blank or unreadable
-- column code: code of a rating; null for numbers
-- column is_corrected: whether value, comparator, state and code are the steward's correction of what was received
-- column is_due: whether the unit owes this line in this period
-- column is_on_form: whether the workbook has the line
with returned as (
    select * from staging.return
),

due as (
    select
        returned.return_id,
        returned.unit_id,
        returned.period_id,
        due_line.form_id,
        due_line.line_code,
        due_line.indicator_id,
    from returned
    join reference.due_line as due_line using (unit_id, period_id)
),

entered as (
    select
        returned.return_id,
        entry.unit_id,
        entry.period_id,
        entry.form_id,
        entry.line_code,
        form_line.indicator_id,
        entry.sheet_name,
        entry.address,
        entry.received,
        entry.value,
        entry.comparator,
        entry.state,
        entry.code,
    from returned
    join raw.entry as entry using (file_sha256, unit_id, period_id)
    join reference.form_line as form_line using (form_id, line_code)
)

select
    coalesce(due.return_id, entered.return_id) as return_id,
    coalesce(due.unit_id, entered.unit_id) as unit_id,
    coalesce(due.period_id, entered.period_id) as period_id,
    coalesce(due.indicator_id, entered.indicator_id) as indicator_id,
    coalesce(due.form_id, entered.form_id) as form_id,
    coalesce(due.line_code, entered.line_code) as line_code,
    entered.sheet_name,
    entered.address,
    entered.received,
    if(correction.return_id is null, entered.value, correction.value) as value,
    if(correction.return_id is null, entered.comparator, correction.comparator) as comparator,
    coalesce(correction.state, entered.state, 'blank') as state,
    if(correction.return_id is null, entered.code, correction.code) as code,
    correction.return_id is not null as is_corrected,
    due.return_id is not null as is_due,
    entered.return_id is not null as is_on_form,
from due
full join entered
    on entered.return_id = due.return_id
    and entered.form_id = due.form_id
    and entered.line_code = due.line_code
left join staging.correction as correction
    on correction.return_id = entered.return_id
    and correction.indicator_id = entered.indicator_id
where due.return_id is not null or entered.state <> 'blank' or correction.return_id is not null
