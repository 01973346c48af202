-- description: Totals of described forms that differ from what they add up by nothing but sums among it that are wrong themselves: with what these should be they agree, so only these are told.
-- grain: one row per total and side, or way in which it is parted
-- kept by: unit_id, period_id
-- column return_id: return
-- column unit_id: unit that reports
-- column period_id: period of the return
-- column indicator_id: indicator
-- column sheet_name: sheet of the total
-- column address: cell of the total
-- column side: row or column
-- column cut: way in which it is parted
with compared as (
    select * exclude (side, cut) from quality.form_sum
    union all by name
    select * from quality.list_sum
),

wrong as (
    select return_id, sheet_name, address, min(least) as least, max(most) as most,
    from compared
    where received_high < least - rounding or received_low > most + rounding
    group by return_id, sheet_name, address
),

meant as (
    select
        added.return_id, added.sheet_name, added.address, added.side, added.cut,
        sum(coalesce(wrong.least, added.part_low)) as least,
        sum(coalesce(wrong.most, added.part_high)) as most,
    from quality.form_added as added
    left join wrong
        on wrong.return_id = added.return_id and wrong.sheet_name = added.part_sheet_name and wrong.address = added.part_address
    group by added.return_id, added.sheet_name, added.address, added.side, added.cut
    -- Nothing is known of one that is taken off.
    having count(wrong.address) > 0 and count(wrong.address) = count(wrong.address) filter (where added.part_high >= 0)
)

select
    told.return_id, told.unit_id, told.period_id, told.indicator_id, told.sheet_name, told.address, told.side, told.cut,
from quality.form_sum as told
join meant using (return_id, sheet_name, address, side, cut)
where told.received_high >= meant.least - told.rounding and told.received_low <= meant.most + told.rounding
