-- description: Shares in percent against the share of the parts in the whole; of a whole of nothing there is no share.
-- grain: one row per rule and return in which share, parts and whole are known
-- kept by: unit_id, period_id
-- column rule_id: rule
-- column return_id: return that is judged
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: the share
-- column received_low: least that the figure may be, in the indicator's unit of measure
-- column received_high: most that it may be
-- column expected_low: least that it should be
-- column expected_high: most that it should be
-- column accepted_low: least that the rule accepts
-- column accepted_high: most that it accepts
with rule as (
    select * from quality.rule_in_force where kind = 'reported_share'
),

figure as (
    select * from staging.observation where is_due and value is not null
),

paired as (
    select
        rule.rule_id,
        share.return_id,
        share.unit_id,
        share.period_id,
        share.indicator_id,
        share.low as received_low,
        share.high as received_high,
        round(100 * parts.low / whole.high, 6)::decimal(24, 6) as expected_low,
        if(whole.low > 0, round(100 * parts.high / whole.low, 6), indicator.valid_max)::decimal(24, 6) as expected_high,
        rule.tolerance,
    from rule
    join figure as share using (period_id, indicator_id)
    join figure as whole
        on whole.return_id = share.return_id and whole.unit_id = share.unit_id and whole.period_id = share.period_id
        and whole.indicator_id = rule.whole
    join quality.part_sum as parts
        on parts.return_id = share.return_id and parts.unit_id = share.unit_id and parts.period_id = share.period_id
        and parts.rule_id = rule.rule_id
    join reference.indicator as indicator on indicator.indicator_id = share.indicator_id
    where whole.high > 0
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
    expected_low - tolerance as accepted_low,
    expected_high + tolerance as accepted_high,
from paired
