-- description: Which figures of described forms each total adds up, cell by cell: by the formula of its row or column, by the members that others of its side have, or over units; those of lists are in quality.list_added.
-- grain: one row per total, side, way in which it is parted, or area, and part of it that stands in the table
-- kept by: unit_id, period_id
-- column return_id: return
-- column unit_id: unit that reports
-- column period_id: period of the return
-- column owner_id: unit that the total is about
-- column indicator_id: indicator of the total
-- column side: row or column
-- column cut: way in which it is parted
-- column sheet_name: sheet of the total
-- column address: cell of the total
-- column value: figure of the total; null when unknown
-- column low: least that the total may be
-- column high: most that it may be
-- column step: one of the last digit that it states; 0 for whole ones of its measure
-- column digit: one of the last digit that is kept of a figure in the measure of the total
-- column detail: the arithmetic, in Vietnamese
-- column part_count: parts that it has
-- column place: which of them
-- column is_some: whether they need not make it up
-- column part_owner_id: unit that the part is about
-- column part_indicator_id: indicator of the part
-- column part_sheet_name: sheet of the part
-- column part_address: cell of the part
-- column part_low: least that it adds
-- column part_high: most that it adds
-- column part_step: one of the last digit that it states; 0 for whole ones of its measure
-- column is_part_told: whether it is known
with figure as (
    select
        side.*,
        coalesce(measured.is_added_up, false) as is_added_up,
        coalesce(indicator.valid_min >= 0, false) as is_positive,
    from quality.form_side as side
    left join reference.indicator as indicator using (indicator_id)
    left join core.indicator_measure as measured using (indicator_id)
    where side.value_kind <> 'computed'
),

part as (
    select
        *,
        count(*) over (partition by form_id, table_id, side, slot_code, cut) as part_count,
    from reference.form_part
    where relation in ('total', 'unit_rows', 'parts', 'some_parts') and part_code <> 'items'
),

-- In an area, units that have parts there themselves add up no more.
added as (
    select whole.*, concat_ws('; ', part.said_vi, lower(named.label_vi) || ' ''' || kind.label_vi || '''') as detail,
        part.part_count, part.cut, part.place, part.relation = 'some_parts' as is_some, part.operator = '-' as is_subtracted,
        other.owner_id as part_owner_id, other.indicator_id as part_indicator_id, other.sheet_name as part_sheet_name,
        other.address as part_address, other.low as other_low, other.high as other_high, other.step as part_step,
        other.is_told as is_part_told,
    from figure as whole
    join part on part.form_id = whole.form_id and part.table_id = whole.table_id and part.side = whole.side
        and part.slot_code = whole.own_code
    -- A plan is told with its row or column: the indicator alone is that of the results, too.
    left join reference.form_slot as kind
        on kind.form_id = whole.form_id and kind.table_id = whole.table_id and kind.side <> whole.side
        and kind.slot_code = whole.across_code and whole.value_kind <> 'figure'
    left join reference.word as named on named.list_id = 'meaning' and named.code = kind.side
    join figure as other on other.return_id = whole.return_id and other.form_id = whole.form_id
        and other.table_id = whole.table_id and other.side = whole.side and other.across_code = whole.across_code
        and other.own_code = if(part.part_code = 'units', '', part.part_code)
    where ((part.part_code = 'units' or part.relation = 'unit_rows') and not other.is_unit_total and whole.is_added_up)
        or (part.part_code <> 'units' and part.relation <> 'unit_rows' and other.owner_id = whole.owner_id
            and other.row_key is not distinct from whole.row_key
            and (part.relation = 'total' or whole.is_added_up) and (part.relation <> 'some_parts' or whole.is_positive))
    union all
    select whole.*, coalesce(lower(named.label_vi) || ' ''' || own.label_vi || ''': ', '') || word.label_vi as detail,
        1 as part_count, -1 as cut, 1 as place, false as is_some, false as is_subtracted,
        other.owner_id as part_owner_id, other.indicator_id as part_indicator_id, other.sheet_name as part_sheet_name,
        other.address as part_address, other.low as other_low, other.high as other_high, other.step as part_step,
        other.is_told as is_part_told,
    from figure as whole
    join reference.word as word on word.list_id = 'meaning' and word.code = 'units_together'
    left join reference.form_slot as own on own.form_id = whole.form_id and own.table_id = whole.table_id
        and own.side = whole.side and own.slot_code = whole.own_code
    left join reference.word as named on named.list_id = 'meaning' and named.code = whole.side
    join staging.unit_above as above on above.whole_id = whole.owner_id and above.period_id = whole.period_id
    join figure as other on other.return_id = whole.return_id and other.form_id = whole.form_id
        and other.table_id = whole.table_id and other.side = whole.side and other.across_code = whole.across_code
        and other.own_code = whole.own_code and other.owner_id = above.part_id and not other.is_unit_total
    where (whole.own_code = '' or whole.is_again) and whole.is_unit_total and whole.is_added_up
)

select
    return_id, unit_id, period_id, owner_id, indicator_id, side, cut, sheet_name, address, value, low, high, step, digit,
    detail, part_count, place, is_some, part_owner_id, part_indicator_id, part_sheet_name, part_address,
    if(is_subtracted, -other_high, other_low) as part_low, if(is_subtracted, -other_low, other_high) as part_high,
    part_step, is_part_told,
from added
