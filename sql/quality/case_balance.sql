-- description: Sums of two indicators over all units in a period that must agree, a missing figure as anything that it may be.
-- grain: one row per rule and period for which a return has come
-- column rule_id: rule
-- column return_id: null: the case is about all units
-- column unit_id: null: the case is about all units
-- column period_id: period
-- column indicator_id: one of the two
-- column received_low: least that the figure may be, in the indicator's unit of measure
-- column received_high: most that it may be
-- column expected_low: least that it should be
-- column expected_high: most that it should be
-- column accepted_low: least that the rule accepts
-- column accepted_high: most that it accepts
with rule as (
    select * from quality.rule_in_force where kind = 'balance'
)

select
    rule.rule_id,
    null::varchar as return_id,
    null::varchar as unit_id,
    rule.period_id,
    rule.indicator_id,
    own.low as received_low,
    own.high as received_high,
    other.low as expected_low,
    other.high as expected_high,
    other.low - rule.tolerance as accepted_low,
    other.high + rule.tolerance as accepted_high,
from rule
join core.period_total as own using (period_id, indicator_id)
join core.period_total as other on other.period_id = rule.period_id and other.indicator_id = rule.whole
where own.is_begun
