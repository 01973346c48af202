-- description: Totals against the sum of their parts, within one return.
-- grain: one row per rule and return in which the total and every part are known
-- kept by: unit_id, period_id
-- column rule_id: rule
-- column return_id: return that is judged
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: the total
-- column received_low: least that the figure may be, in the indicator's unit of measure
-- column received_high: most that it may be
-- column expected_low: least that it should be
-- column expected_high: most that it should be
-- column accepted_low: least that the rule accepts
-- column accepted_high: most that it accepts
with rule as (
    select * from quality.rule_in_force where kind = 'sum_of_parts'
)

select
    rule.rule_id,
    total.return_id,
    total.unit_id,
    total.period_id,
    total.indicator_id,
    total.low as received_low,
    total.high as received_high,
    parts.low as expected_low,
    parts.high as expected_high,
    parts.low - rule.tolerance as accepted_low,
    parts.high + rule.tolerance as accepted_high,
from rule
join staging.observation as total using (period_id, indicator_id)
join quality.part_sum as parts using (rule_id, return_id, unit_id, period_id)
where total.is_due and total.value is not null
