-- description: Units that tables of units in a described form are due to tell of, and lack, each told once.
-- grain: one row per return, form and unit
-- column fault: kind of fault, the subject of the rule about it
-- column receipt_id: receipt that brought the file
-- column path: file below raw/returns
-- column return_id: return
-- column unit_id: unit that is lacking
-- column period_id: period
-- column indicator_id: null, as it may be about several
-- column sheet_name: sheet of the form
-- column address: null, as there is no cell of it
-- column state: null
-- column value: null
-- column comparator: null
-- column received: name of the unit, and its figures that are lacking where others of it stand there
-- column detail: null
-- column discriminator: form
with rows_told as (
    -- The reader tells which rows of a unit a form lacks, where rows come again for each in its only table of units.
    select form_id from reference.form_table
    group by all
    having count(*) filter (row_kind in ('unit', 'unit_slot') or column_kind = 'unit') = 1 and bool_or(row_kind = 'unit_slot')
),

told as (
    select return_id, form_id, owner_id, period_id, indicator_id, is_due, is_on_form, is_observed or is_due as is_asked
    from staging.figure
    union all
    -- What is printed in parts alone is owed all the same.
    select return_id, form_id, owner_id, period_id, indicator_id, is_due, is_on_form, true as is_asked
    from staging.part_figure
),

figure as (
    select
        *,
        bool_or(is_on_form) over (partition by return_id, form_id, owner_id) as has_unit,
        bool_or(is_on_form and is_asked) over (partition by return_id, form_id, indicator_id) as has_column,
    from told
    where form_id in (select form_id from reference.form_table)
)

select
    'missing_line' as fault, form.receipt_id, form.path, figure.return_id, figure.owner_id as unit_id, figure.period_id,
    null as indicator_id, form.sheet_name, null as address, null as state, null as value,
    null as comparator,
    any_value(coalesce(about.unit_name_vi, figure.owner_id))
        || if(bool_or(has_unit), ' (' || string_agg(indicator.label_vi, '; ' order by indicator.label_vi) || ')', '')
        as received,
    null as detail, figure.form_id as discriminator,
from figure
join quality.form_told as form on form.return_id = figure.return_id and form.form_id = figure.form_id
join reference.indicator as indicator using (indicator_id)
left join core.unit_of_period as about on about.unit_id = figure.owner_id and about.period_id is null
-- A column that no unit has is told by the reader.
where figure.is_due and form.has_form and not is_on_form and (has_column or not has_unit)
    and figure.owner_id <> form.reporter_id
    and not (has_unit and figure.form_id in (select form_id from rows_told))
group by all
