-- description: For which indicators each row of a list counts now.
-- grain: one row per return in force, form, list and row key that counts for any
-- column return_id: revision in force
-- column form_id: form
-- column table_id: table that is the list
-- column row_key: what identifies the row
-- column indicator_ids: indicators for which it surely counts
-- column indicators_vi: their names
-- column perhaps_ids: indicators for which it may count, as what decides is unknown
-- column perhaps_vi: their names
select
    used.return_id, used.form_id, used.table_id, used.row_key,
    list(used.indicator_id order by used.indicator_id) filter (where used.is_sure) as indicator_ids,
    list(indicator.label_vi order by used.indicator_id) filter (where used.is_sure) as indicators_vi,
    list(used.indicator_id order by used.indicator_id) filter (where not used.is_sure) as perhaps_ids,
    list(indicator.label_vi order by used.indicator_id) filter (where not used.is_sure) as perhaps_vi,
from staging.list_row_use as used
join core.return as returned using (return_id)
join reference.indicator as indicator using (indicator_id)
where returned.is_in_force and used.is_possible
group by used.return_id, used.form_id, used.table_id, used.row_key
