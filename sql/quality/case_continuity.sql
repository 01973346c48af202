-- description: Stocks against the closing stock of the period before, of the unit and of every unit that has since become part of it.
-- grain: one row per rule and return in which the stock and every closing stock before it are known
-- kept by: unit_id, period_id
-- reaches: core.observation by core.unit_continuity (other_id, other_period_id)
-- column rule_id: rule
-- column return_id: return that is judged
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: the opening stock
-- column received_low: least that the figure may be, in the indicator's unit of measure
-- column received_high: most that it may be
-- column expected_low: least that it should be
-- column expected_high: most that it should be
-- column detail: where several units are compared together, those of this period and those of the one before: 'TC02A, TC02B / TC02'
-- column accepted_low: least that the rule accepts
-- column accepted_high: most that it accepts
with rule as (
    select * from quality.rule_in_force where kind = 'continuity'
),

figure as (
    select * from core.observation where is_in_force and value is not null
),

paired as (
    select
        rule.rule_id,
        rule.indicator_id,
        opened.return_id,
        opened.unit_id,
        opened.period_id,
        sum(told.low) filter (where not line.is_before) as received_low,
        sum(told.high) filter (where not line.is_before) as received_high,
        sum(told.low) filter (where line.is_before) as expected_low,
        sum(told.high) filter (where line.is_before) as expected_high,
        any_value(rule.tolerance) as tolerance,
        if(count(*) > 2, concat(
            string_agg(line.other_id, ', ' order by line.other_id) filter (where not line.is_before), ' / ',
            string_agg(line.other_id, ', ' order by line.other_id) filter (where line.is_before)
        ), null) as detail,
    from rule
    join figure as opened using (period_id, indicator_id)
    join core.unit_continuity as line on line.unit_id = opened.unit_id and line.period_id = opened.period_id
    left join figure as told
        on told.unit_id = line.other_id
        and told.period_id = line.other_period_id
        and told.indicator_id = if(line.is_before, rule.whole, rule.indicator_id)
    group by rule.rule_id, rule.indicator_id, opened.return_id, opened.unit_id, opened.period_id
    having count(*) = count(told.low) and bool_or(line.is_before)
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
    detail,
    expected_low - tolerance as accepted_low,
    expected_high + tolerance as accepted_high,
from paired
