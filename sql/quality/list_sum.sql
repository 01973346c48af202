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
select
    return_id, unit_id, period_id, owner_id, indicator_id, sheet_name, address,
    any_value(low) as received_low,
    any_value(high) as received_high,
    coalesce(sum(item_low) filter (where is_own and is_item_told), 0) as expected_low,
    coalesce(sum(item_high) filter (where is_own and is_item_told), 0) as expected_high,
    coalesce(sum(item_low) filter (where is_own), 0) as least,
    coalesce(sum(item_high) filter (where is_own), 0) as most,
    -- A total stated to the last digit of its parts adds them up as they stand.
    0.5 * (count(*) + 1) * if(
        bool_and(item_step in (0, step)), any_value(digit), greatest(coalesce(max(item_step), 0), any_value(step))
    ) as rounding,
    any_value(detail) as detail,
from quality.list_added
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
