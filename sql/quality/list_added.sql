-- description: Which rows of a list each total of it stands beside: of a section those below its heading or above its sum, of the list all.
-- grain: one row per total of a list and row of it
-- kept by: unit_id, period_id
-- column return_id: return
-- column unit_id: unit that reports
-- column period_id: period of the return
-- column owner_id: unit that the total is about
-- column indicator_id: indicator
-- column sheet_name: sheet of the total
-- column address: cell of the total
-- column low: least that the total may be
-- column high: most that it may be
-- column step: one of the last digit that it states; 0 for whole ones of its measure
-- column digit: one of the last digit that is kept of a figure in the measure of the total
-- column detail: the arithmetic, in Vietnamese
-- column is_of_section: whether it adds up a section
-- column is_any_unheaded: whether some row is of no known section
-- column item_indicator_id: indicator of the row's figure; null where the list has no row
-- column item_sheet_name: sheet of the row
-- column item_address: cell of the row's figure
-- column is_own: whether the total adds the row up
-- column item_low: least that it adds
-- column item_high: most that it adds
-- column item_step: one of the last digit that it states; 0 for whole ones of its measure
-- column is_item_told: whether it is known
with figure as (
    select * from quality.form_side where side = 'row' and value_kind <> 'computed'
),

part as (
    select form_id, table_id, slot_code, said_vi, section_codes, section_codes is not null as is_of_section,
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
)

select
    total.return_id, total.unit_id, total.period_id, total.owner_id, total.indicator_id, total.sheet_name, total.address,
    total.low, total.high, total.step, total.digit, part.is_of_section,
    concat_ws('; ', part.said_vi, lower(named.label_vi) || ' ''' || kind.label_vi || '''') as detail,
    item.is_any_unheaded,
    item.indicator_id as item_indicator_id, item.sheet_name as item_sheet_name, item.address as item_address,
    item.row_key is not null and (not part.is_of_section or list_contains(part.section_codes, item.section_code)) as is_own,
    item.low as item_low, item.high as item_high, item.step as item_step, item.is_told as is_item_told,
from figure as total
join part on part.form_id = total.form_id and part.table_id = total.table_id and part.slot_code = total.own_code
join core.indicator_measure as measured using (indicator_id)
-- A plan is told with its column: the indicator alone is that of the results, too.
left join reference.form_slot as kind
    on kind.form_id = total.form_id and kind.table_id = total.table_id and kind.side <> total.side
    and kind.slot_code = total.across_code and total.value_kind <> 'figure'
left join reference.word as named on named.list_id = 'meaning' and named.code = kind.side
left join item
    on item.return_id = total.return_id and item.form_id = total.form_id and item.table_id = total.table_id
    and item.across_code = total.across_code
where total.value is not null and measured.is_added_up
