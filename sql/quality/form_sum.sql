-- description: Totals of described forms beside the sum of what they add up, cell by cell: by the formula of their row or column, by the members that others of their side have, or over units; those of lists are in quality.list_sum.
-- grain: one row per total and side, way in which it is parted, or area, of which every part stands in the table
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
    select
        side.*,
        side.value is not null or side.high = side.low as is_told,
        -- A rate of all units is no sum of theirs.
        coalesce(indicator.aggregation in ('sum', 'last') and indicator.unit_of_measure <> 'percent', false) as is_added_up,
        coalesce(indicator.valid_min >= 0, false) as is_positive,
    from quality.form_side as side
    left join reference.indicator as indicator using (indicator_id)
    where side.value_kind <> 'computed'
),

part as (
    select
        *,
        count(*) over (partition by form_id, table_id, side, slot_code, cut) as part_count,
    from reference.form_part
    where relation in ('total', 'parts', 'some_parts') and part_code <> 'items'
),

-- Which figures each total adds up. In an area, units that have parts there themselves add up no more.
added as (
    select whole.*, part.said_vi as detail, part.part_count, part.cut, part.place,
        part.relation = 'some_parts' as is_some,
        if(part.operator = '-', -other.high, other.low) as part_low,
        if(part.operator = '-', -other.low, other.high) as part_high,
        other.step as part_step, other.is_told as is_part_told
    from figure as whole
    join part on part.form_id = whole.form_id and part.table_id = whole.table_id and part.side = whole.side
        and part.slot_code = whole.own_code
    join figure as other on other.return_id = whole.return_id and other.form_id = whole.form_id
        and other.table_id = whole.table_id and other.side = whole.side and other.across_code = whole.across_code
        and other.own_code = if(part.part_code = 'units', '', part.part_code)
    where (part.part_code = 'units' and not other.is_unit_total and whole.is_added_up)
        or (part.part_code <> 'units' and other.owner_id = whole.owner_id
            and other.row_key is not distinct from whole.row_key
            and (part.relation = 'total' or whole.is_added_up) and (part.relation <> 'some_parts' or whole.is_positive))
    union all
    select whole.*, 'Σ ' || word.label_vi as detail, 1 as part_count, 1 as cut, 1 as place, false as is_some, other.low, other.high,
        other.step, other.is_told
    from figure as whole
    join reference.word as word on word.list_id = 'meaning' and word.code = 'owner'
    join staging.unit_above as above on above.whole_id = whole.owner_id and above.period_id = whole.period_id
    join figure as other on other.return_id = whole.return_id and other.form_id = whole.form_id
        and other.table_id = whole.table_id and other.side = whole.side and other.across_code = whole.across_code
        and other.own_code = '' and other.owner_id = above.part_id and not other.is_unit_total
    where whole.own_code = '' and whole.is_unit_total and whole.is_added_up
)

select
    return_id, unit_id, period_id, owner_id, indicator_id, sheet_name, address,
    any_value(low) as received_low,
    any_value(high) as received_high,
    sum(if(is_part_told, part_low, 0)) as expected_low,
    sum(if(is_part_told, part_high, 0)) as expected_high,
    sum(part_low) as least,
    -- Where members of an axis are not printed, those that are add up to no more than the total.
    if(any_value(is_some), greatest(sum(part_high), any_value(high)), sum(part_high)) as most,
    0.5 * (count(*) + 1) * greatest(max(part_step), any_value(step)) as rounding,
    any_value(detail) as detail,
from added
where value is not null
group by return_id, unit_id, period_id, owner_id, indicator_id, sheet_name, address, side, cut, part_count
having count(distinct place) = part_count and bool_and(part_low is not null and part_high is not null)
