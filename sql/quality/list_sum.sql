-- description: Totals of lists beside the sum of their rows: of a section those below its heading or above its sum, of the list all.
-- grain: one row per total of a list
-- kept by: unit_id, period_id
-- column return_id: return
-- column unit_id: unit that reports
-- column period_id: period of the return
-- column owner_id: unit that the total is about
-- column indicator_id: indicator
-- column sheet_name: sheet of the total
-- column address: cell of the total
-- column received_low: least that the total may be
-- column received_high: most that it may be
-- column expected_low: least that the sum of what is told may be
-- column expected_high: most that it may be
-- column least: least that the sum may be, what is blank among it
-- column most: most that it may be
-- column rounding: by how much they may differ as each is rounded
-- column detail: the arithmetic, in Vietnamese
with figure as (
    select *, value is not null or high = low as is_told
    from quality.form_side
    where side = 'row' and value_kind <> 'computed'
),

-- Of several totals each adds up the rows of its section.
part as (
    select
        form_id, table_id, slot_code, said_vi,
        relation = 'total'
        and count(*) filter (where relation = 'total') over (partition by form_id, table_id) > 1 as is_of_section,
    from reference.form_part
    where side = 'row' and part_code = 'items'
),

item as (
    select
        figure.*, headed.section_code,
        bool_or(headed.section_code is null) over (partition by return_id, form_id, table_id) as is_any_unheaded,
    from figure
    join staging.list_cell as headed using (return_id, form_id, table_id, row_key)
    where headed.column_code = ''
),

added as (
    select
        total.*, part.said_vi as detail, part.is_of_section, item.is_any_unheaded,
        item.row_key is not null and (not part.is_of_section or item.section_code = total.own_code) as is_own,
        item.low as item_low, item.high as item_high, item.step as item_step, item.is_told as is_item_told,
    from figure as total
    join part on part.form_id = total.form_id and part.table_id = total.table_id and part.slot_code = total.own_code
    join reference.indicator as indicator using (indicator_id)
    left join item
        on item.return_id = total.return_id and item.form_id = total.form_id and item.table_id = total.table_id
        and item.across_code = total.across_code
    where total.value is not null and indicator.aggregation in ('sum', 'last') and indicator.unit_of_measure <> 'percent'
)

select
    return_id, unit_id, period_id, owner_id, indicator_id, sheet_name, address,
    any_value(low) as received_low,
    any_value(high) as received_high,
    coalesce(sum(item_low) filter (where is_own and is_item_told), 0) as expected_low,
    coalesce(sum(item_high) filter (where is_own and is_item_told), 0) as expected_high,
    coalesce(sum(item_low) filter (where is_own), 0) as least,
    coalesce(sum(item_high) filter (where is_own), 0) as most,
    0.5 * (count(*) + 1) * greatest(coalesce(max(item_step), 0), any_value(step)) as rounding,
    any_value(detail) as detail,
from added
group by return_id, unit_id, period_id, owner_id, indicator_id, sheet_name, address, is_of_section
-- Where some row is of no known section, no section is known to be whole; and a total without rows may be that of them all.
having not is_of_section
    or (
        not coalesce(bool_or(is_any_unheaded), false)
        and (
            bool_or(is_own)
            or received_high < coalesce(sum(item_low), 0) - rounding
            or received_low > coalesce(sum(item_high), 0) + rounding
        )
    )
