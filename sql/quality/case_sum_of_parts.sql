-- description: Totals against the sum of their parts, within one return.
-- grain: one row per rule and return in which the total and every part are known
-- column rule_id: rule
-- column return_id: return that is judged
-- column unit_id: reporting unit
-- column period_id: half-year
-- column indicator_id: the total
-- column received_low: least that the figure may be, in the indicator's unit of measure
-- column received_high: most that it may be
-- column expected_low: least that it should be
-- column expected_high: most that it should be
-- column gap: how far it lies above (+) or below (-) what it should be; 0 where the two spans meet
-- column slack: what the gap leaves of the tolerance; below zero the rule is broken
with rule as (
    select * from quality.rule_in_force where kind = 'sum_of_parts'
),

paired as (
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
        rule.tolerance,
    from rule
    join staging.observation as total using (period_id, indicator_id)
    join quality.part_sum as parts using (rule_id, return_id)
    where total.is_due and total.value is not null
)

select
    rule_id,
    return_id,
    unit_id,
    period_id,
    indicator_id,
    received_low,
    received_high,
    expected_low,
    expected_high,
    case
        when received_low > expected_high then received_low - expected_high
        when received_high < expected_low then received_high - expected_low
        else 0
    end as gap,
    tolerance - abs(gap) as slack,
from paired
