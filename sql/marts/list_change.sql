-- description: Rows of lists that a later revision of a return added, removed or changed, each with what the revision before said and what is said since.
-- grain: one row per unit, period, form, list, row key and accepted revision that changed the row
-- column unit_version_id: unit as it was on the last day of the period: key of marts.unit, where unit_id stands
-- column unit_name_vi: its name then
-- column period_id: period
-- column period_vi: its name
-- column form_id: form
-- column form_vi: its title
-- column table_id: table of the form that is the list
-- column table_vi: its heading; the form's title where it has none
-- column row_key: what identifies the row
-- column label_vi: what the item is called; of a removed one what it was called
-- column change: added, removed or changed
-- column change_vi: its name
-- column said_before_vi: heading of each column that differs → what stood in it; of an added row nothing
-- column said_vi: the same since; of a removed row nothing
-- column revision_before_id: revision that said the one: key of marts.return_revision (revision_id)
-- column revision_id: revision that says the other
-- column changed_at: instant at which it came (UTC)
-- column changed_on: that day, where the office is
-- column path: file below raw/returns that brought it
select
    unit.unit_version_id, unit.unit_name_vi,
    later.period_id, period.label_vi as period_vi,
    item.form_id, form.title_vi as form_vi,
    item.table_id, coalesce(listed.title_vi, form.title_vi) as table_vi,
    item.row_key, item.label_vi,
    item.change, word.label_vi as change_vi,
    if(item.change = 'added', null, item.said_before) as said_before_vi,
    if(item.change = 'removed', null, item.said) as said_vi,
    item.return_before_id as revision_before_id, item.return_id as revision_id,
    later.known_from_at as changed_at,
    (later.known_from_at at time zone 'UTC' at time zone office.time_zone)::date as changed_on,
    later.path,
from core.list_change as item
join core.return as later using (return_id)
cross join reference.office as office
join core.unit_of_period as unit on unit.unit_id = later.unit_id and unit.period_id = later.period_id
join reference.period as period on period.period_id = later.period_id
join reference.form as form on form.form_id = item.form_id
join reference.form_table as listed on listed.form_id = item.form_id and listed.table_id = item.table_id
left join reference.word as word on word.list_id = 'list_change' and word.code = item.change
