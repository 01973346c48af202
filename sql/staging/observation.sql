-- description: Typed figures of every return with the bounds of what each may mean, whether accepted or not, including lines that are due but were not on the form.
-- grain: one row per return, unit and indicator
-- kept by: return_id
-- column return_id: return that the figure stands in
-- column unit_id: unit that the figure is about; another one than that of the return in forms of several units
-- column period_id: period that the figure is about
-- column indicator_id: indicator
-- column form_id: form that asks for it
-- column line_code: line of the form
-- column sheet_name: sheet of the workbook; null when the line was not on it
-- column address: cell of the figure, also when blank; null when the line was not on the form
-- column received: text as received; null when blank
-- column value: number in the indicator's unit of measure, for ratings the rank; null when unknown or not applicable
-- column comparator: '=' for an exact figure, otherwise the bound that the text claims ('>', '>=', '<', '<=', '≈', '≈<')
-- column state: value, zero, none_occurred, not_applicable, no_data ('…'), blank or unreadable
-- column code: code of a rating; null for numbers
-- column low_value: least that the figure may be: what is unknown may be anything the register allows, 'trên 500' is above 500
-- column high_value: most that the figure may be
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column low: least that it may be, one step of 0.000001 inside an open end
-- column high: most that it may be, one step of 0.000001 inside an open end
-- column is_corrected: whether value, comparator, state and code are the steward's correction of what was received
-- column is_due: whether the unit owes this line in this period
-- column is_on_form: whether the workbook has the line
select
    return_id, owner_id as unit_id, period_id, indicator_id, form_id, line_code,
    sheet_name, address, received, value, comparator, state, code,
    low_value, high_value, is_low_open, is_high_open, low, high,
    is_corrected, is_due, is_on_form,
from staging.figure
where is_observed
union all
select
    return_id, unit_id, period_id, indicator_id, form_id, '' as line_code,
    sheet_name, address, null as received, value, comparator, state, null as code,
    low_value, high_value, is_low_open, is_high_open, low, high,
    false as is_corrected, true as is_due, is_on_form,
from staging.list_figure
union all
select
    return_id, owner_id as unit_id, period_id, indicator_id, form_id, '' as line_code,
    sheet_name, address, received, value, comparator, state, null as code,
    low_value, high_value, is_low_open, is_high_open, low, high,
    false as is_corrected, true as is_due, is_on_form,
from staging.part_figure
