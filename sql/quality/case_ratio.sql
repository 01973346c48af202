-- description: Figures against so many times the sum of other figures, within one return; where those are nothing, so is the figure.
-- grain: one row per rule and return in which the figure and every part are known
-- kept by: unit_id, period_id
-- column rule_id: rule
-- column return_id: return that is judged
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator that the rule is about
-- column received_low: least that the figure may be, in the indicator's unit of measure
-- column received_high: most that it may be
-- column expected_low: least that it should be
-- column expected_high: most that it should be
-- column accepted_low: least that the rule accepts
-- column accepted_high: most that it accepts
with rule as (
    select * from quality.rule_in_force where kind = 'ratio'
),

based as (
    select
        rule.rule_id,
        figure.return_id,
        figure.unit_id,
        figure.period_id,
        figure.indicator_id,
        figure.low as received_low,
        figure.high as received_high,
        base.low as base_low,
        base.high as base_high,
        rule.minimum,
        rule.maximum,
        rule.tolerance,
    from rule
    join staging.observation as figure using (period_id, indicator_id)
    join quality.part_sum as base using (rule_id, return_id, unit_id)
    where figure.is_due and figure.value is not null
)

select
    rule_id,
    return_id,
    unit_id,
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
