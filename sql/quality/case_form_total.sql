-- description: Totals of described forms against what they add up.
-- grain: one row per rule, total, side of the table or other table, and what it adds up
-- column rule_id: rule
-- column return_id: return that is judged
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator
-- column sheet_name: sheet of the total
-- column address: cell of the total
-- column received_low: least that the figure may be, in the indicator's unit of measure
-- column received_high: most that it may be
-- column expected_low: least that it should be
-- column expected_high: most that it should be
-- column accepted_low: least that the rule accepts
-- column accepted_high: most that it accepts
-- column detail: the arithmetic, in Vietnamese
with rule as (
    select * from quality.rule_in_force where kind = 'form_total'
),

total as (
    select form_sum.* exclude (side, cut)
    from quality.form_sum as form_sum
    anti join quality.total_of_wrong as of_wrong using (return_id, sheet_name, address, side, cut)
    union all by name
    select * from quality.list_sum
    union all by name
    select * from quality.cut_sum
)

select
    rule.rule_id,
    total.return_id,
    total.owner_id as unit_id,
    total.period_id,
    total.indicator_id,
    total.sheet_name,
    total.address,
    total.received_low::double as received_low,
    total.received_high::double as received_high,
    total.expected_low::double as expected_low,
    total.expected_high::double as expected_high,
    (total.least - total.rounding - rule.tolerance)::double as accepted_low,
    (total.most + total.rounding + rule.tolerance)::double as accepted_high,
    total.detail,
from rule
join total using (period_id, indicator_id)
