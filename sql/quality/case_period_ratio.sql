-- description: Sums over all units against so many times the sums of other indicators, a missing figure as anything that it may be.
-- grain: one row per rule and period for which a return has come and in which all of them are due
-- column rule_id: rule
-- column return_id: null: the case is about all units
-- column unit_id: null: the case is about all units
-- column period_id: period
-- column indicator_id: indicator that the rule is about
-- column received_low: least that the figure may be, in the indicator's unit of measure
-- column received_high: most that it may be
-- column expected_low: least that it should be
-- column expected_high: most that it should be
-- column accepted_low: least that the rule accepts
-- column accepted_high: most that it accepts
with rule as (
    select * from quality.rule_in_force where kind = 'period_ratio'
),

part as (
    select
        rule_id,
        indicator_id as part_id,
        count(*) over (partition by rule_id) as part_count,
    from reference.rule_part
    where kind = 'period_ratio'
),

based as (
    select
        rule.rule_id,
        rule.indicator_id,
        rule.period_id,
        any_value(own.low) as received_low,
        any_value(own.high) as received_high,
        sum(base.low) as base_low,
        sum(base.high) as base_high,
        any_value(rule.minimum) as minimum,
        any_value(rule.maximum) as maximum,
        any_value(rule.tolerance) as tolerance,
    from rule
    join core.period_total as own using (period_id, indicator_id)
    join part using (rule_id)
    join core.period_total as base on base.period_id = rule.period_id and base.indicator_id = part.part_id
    where own.is_begun
    group by rule.rule_id, rule.indicator_id, rule.period_id
    having count(*) = any_value(part.part_count)
)

select
    rule_id,
    null::varchar as return_id,
    null::varchar as unit_id,
    period_id,
    indicator_id,
    received_low,
    received_high,
    -- What is expected is as wide as the base and the stated ends leave it: for a maximum alone, maximum × base.
    coalesce(minimum, maximum) * base_low as expected_low,
    coalesce(maximum, minimum) * base_high as expected_high,
    -- An end that the rule does not state accepts whatever came.
    (coalesce(minimum * base_low, received_high) - tolerance)::decimal(24, 6) as accepted_low,
    (coalesce(maximum * base_high, received_low) + tolerance)::decimal(24, 6) as accepted_high,
from based
