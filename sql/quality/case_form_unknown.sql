-- description: Figures that are not known ('…', blank) which totals take for nothing: each states exactly what the others add up to.
-- grain: one row per rule, return, sheet and unit that the figures are about
-- column rule_id: rule
-- column return_id: return that is judged
-- column unit_id: unit that the figures are about
-- column period_id: period
-- column indicator_id: indicator of the first of them
-- column sheet_name: sheet
-- column address: cell of the first of them
-- column detail: cells of them → cells of the totals
-- column answer: no_data, which breaks the rule
with rule as (
    select * from quality.rule_in_force where kind = 'form_unknown'
),

-- A total that is more leaves room for what is not known; one that is less is told as such.
total as (
    select return_id, sheet_name, address, side, cut
    from quality.form_sum
    where received_low = received_high and received_low between expected_low - rounding and expected_high + rounding
),

list_total as (
    select return_id, sheet_name, address
    from quality.list_sum
    where received_low = received_high and received_low between expected_low - rounding and expected_high + rounding
),

unknown as (
    select
        added.return_id, added.period_id, added.part_owner_id as unit_id, added.part_indicator_id as indicator_id,
        added.part_sheet_name as sheet_name, added.part_address as address, added.address as total_address,
    from quality.form_added as added
    join total using (return_id, sheet_name, address, side, cut)
    where added.value is not null and not added.is_part_told and not added.is_some
    union all
    select
        added.return_id, added.period_id, added.owner_id, added.item_indicator_id, added.item_sheet_name,
        added.item_address, added.address,
    from quality.list_added as added
    join list_total using (return_id, sheet_name, address)
    where added.is_own and not added.is_item_told
)

select
    rule.rule_id, unknown.return_id, unknown.unit_id, unknown.period_id,
    arg_min(indicator_id, (length(unknown.address), unknown.address)) as indicator_id,
    unknown.sheet_name,
    arg_min(unknown.address, (length(unknown.address), unknown.address)) as address,
    string_agg(distinct unknown.address, ', ' order by unknown.address) || ' → '
        || string_agg(distinct unknown.total_address, ', ' order by unknown.total_address) as detail,
    'no_data' as answer,
from rule
join unknown using (period_id, indicator_id)
group by rule.rule_id, unknown.return_id, unknown.unit_id, unknown.period_id, unknown.sheet_name
