-- description: Rows of lists of which an accepted revision says something else than the one before.
-- grain: one row per accepted revision, form, list and row key that it added, removed or changed
-- column return_id: revision
-- column return_before_id: accepted revision before it
-- column form_id: form
-- column table_id: table that is the list
-- column row_key: what identifies the row
-- column label_vi: what the item is called, or was
-- column change: added, removed or changed
-- column said_before: heading of each column that differs → what stood in it, as written
-- column said: the same since
with pair as (
    select
        return_id as later_id,
        lag(return_id) over (partition by unit_id, period_id order by revision) as earlier_id,
    from core.return
    where status = 'accepted'
    qualify earlier_id is not null
),

after as (
    select pair.later_id, cell.* from pair join core.list_cell as cell on cell.return_id = pair.later_id
),

before as (
    select pair.later_id, cell.* from pair join core.list_cell as cell on cell.return_id = pair.earlier_id
),

compared as (
    select
        later_id, form_id, table_id, row_key,
        coalesce(after.column_vi, before.column_vi) as column_vi,
        if(coalesce(after.is_name, before.is_name), coalesce(after.text, before.text), null) as name_vi,
        (length(coalesce(after.address, before.address)), coalesce(after.address, before.address)) as place,
        after.row_key is not null as is_now,
        before.row_key is not null as was,
        before.said as said_before,
        after.said,
        (after.text, after.value, after.comparator, after.state)
            is distinct from (before.text, before.value, before.comparator, before.state) as is_other,
    from after
    full join before using (later_id, form_id, table_id, row_key, column_code)
)

select
    compared.later_id as return_id,
    any_value(pair.earlier_id) as return_before_id,
    compared.form_id, compared.table_id, compared.row_key,
    any_value(name_vi) as label_vi,
    case when not bool_or(was) then 'added' when not bool_or(is_now) then 'removed' else 'changed' end as change,
    map_from_entries(list((column_vi, said_before) order by place) filter (where is_other)) as said_before,
    map_from_entries(list((column_vi, said) order by place) filter (where is_other)) as said,
from compared
join pair using (later_id)
group by compared.later_id, compared.form_id, compared.table_id, compared.row_key
having bool_or(is_other)
