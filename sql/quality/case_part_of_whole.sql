-- description: Parts against the whole that they cannot surpass, within one return.
-- grain: one row per rule and return in which both are known
-- kept by: unit_id, period_id
-- column rule_id: rule
-- column return_id: return that is judged
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: the part
-- column received_low: least that the part may be
-- column received_high: most that it may be
-- column expected_low: least that the whole may be
-- column expected_high: most that the whole may be
-- column accepted_high: most that the rule accepts
with rule as (
    select * from quality.rule_in_force where kind = 'part_of_whole'
),

figure as (
    select * from staging.observation where is_due and value is not null
)

select
    rule.rule_id,
    part.return_id,
    part.unit_id,
    part.period_id,
    part.indicator_id,
    part.low as received_low,
    part.high as received_high,
    whole.low as expected_low,
    whole.high as expected_high,
    whole.high + rule.tolerance as accepted_high,
from rule
join figure as part using (period_id, indicator_id)
join figure as whole
    on whole.return_id = part.return_id and whole.unit_id = part.unit_id and whole.indicator_id = rule.whole
