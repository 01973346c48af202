-- description: Organisations that the units report against those in the register, a missing return as anything that it may say.
-- grain: one row per rule and period for which a return has come
-- column rule_id: rule
-- column return_id: null: the case is about all units
-- column unit_id: null: the case is about all units
-- column period_id: period
-- column indicator_id: organisations reported
-- column received_low: least that the figure may be, in the indicator's unit of measure
-- column received_high: most that it may be
-- column expected_low: units in the register
-- column expected_high: the same
-- column accepted_low: least that the rule accepts
-- column accepted_high: most that it accepts
with rule as (
    select * from quality.rule_in_force where kind = 'matches_register'
)

select
    rule.rule_id,
    null::varchar as return_id,
    null::varchar as unit_id,
    rule.period_id,
    rule.indicator_id,
    total.low as received_low,
    total.high as received_high,
    total.due_count as expected_low,
    total.due_count as expected_high,
    total.due_count - rule.tolerance as accepted_low,
    total.due_count + rule.tolerance as accepted_high,
from rule
join core.period_total as total using (period_id, indicator_id)
where total.is_begun
