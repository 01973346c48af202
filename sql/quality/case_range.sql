-- description: Figures against the range that they may lie in.
-- grain: one row per rule and known figure
-- kept by: unit_id, period_id
-- column rule_id: rule
-- column return_id: return that is judged
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator that the rule is about
-- column received_low: least that the figure may be, in the indicator's unit of measure
-- column received_high: most that it may be
-- column expected_low: least that is allowed: the rule's minimum, else the indicator's valid_min
-- column expected_high: most that is allowed: the rule's maximum, else the indicator's valid_max
with rule as (
    select * from quality.rule_in_force where kind = 'range'
),

figure as (
    select * from staging.observation where is_due and value is not null
)

select
    rule.rule_id,
    figure.return_id,
    figure.unit_id,
    figure.period_id,
    figure.indicator_id,
    figure.low as received_low,
    figure.high as received_high,
    coalesce(rule.minimum, indicator.valid_min) as expected_low,
    coalesce(rule.maximum, indicator.valid_max) as expected_high,
from rule
join figure using (period_id, indicator_id)
join reference.indicator as indicator using (indicator_id)
