-- description: Totals of described forms beside the sum of what they add up, cell by cell: as quality.form_added has it.
-- grain: one row per total and side, way in which it is parted, or area, of which every part stands in the table
-- kept by: unit_id, period_id
-- column return_id: return
-- column unit_id: unit that reports
-- column period_id: period of the return
-- column owner_id: unit that the total is about
-- column indicator_id: indicator
-- column sheet_name: sheet of the total
-- column address: cell of the total
-- column side: row or column
-- column cut: way in which it is parted
-- column received_low: least that the total may be
-- column received_high: most that it may be
-- column expected_low: least that the sum of what is told may be
-- column expected_high: most that it may be
-- column least: least that the sum may be, what is blank among it
-- column most: most that it may be
-- column rounding: by how much they may differ as each is rounded
-- column detail: the arithmetic, in Vietnamese
select
    return_id, unit_id, period_id, owner_id, indicator_id, sheet_name, address, side, cut,
    any_value(low) as received_low,
    any_value(high) as received_high,
    sum(if(is_part_told, part_low, 0)) as expected_low,
    sum(if(is_part_told, part_high, 0)) as expected_high,
    sum(part_low) as least,
    -- Where members of an axis are not printed, those that are add up to no more than the total.
    if(any_value(is_some), greatest(sum(part_high), any_value(high)), sum(part_high)) as most,
    -- A total stated to the last digit of its parts adds them up as they stand.
    0.5 * (count(*) + 1)
        * if(bool_and(part_step in (0, step)), any_value(digit), greatest(max(part_step), any_value(step))) as rounding,
    any_value(detail) as detail,
from quality.form_added
where value is not null
group by return_id, unit_id, period_id, owner_id, indicator_id, sheet_name, address, side, cut, part_count
having count(distinct place) = part_count and bool_and(part_low is not null and part_high is not null)
