-- description: Stocks against the closing stock of the period before, of the unit and of every unit that has since become part of it.
-- grain: one row per rule and return in which the stock and every closing stock before it are known
-- kept by: unit_id, period_id
-- reaches: core.observation by core.unit_lineage (earlier_unit_id, earlier_period_id)
-- column rule_id: rule
-- column return_id: return that is judged
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: the opening stock
-- column received_low: least that the figure may be, in the indicator's unit of measure
-- column received_high: most that it may be
-- column expected_low: least that it should be
-- column expected_high: most that it should be
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
        any_value(opened.low) as received_low,
        any_value(opened.high) as received_high,
        sum(before.low) as expected_low,
        sum(before.high) as expected_high,
        any_value(rule.tolerance) as tolerance,
    from rule
    join figure as opened using (period_id, indicator_id)
    join core.unit_lineage as line
        on line.unit_id = opened.unit_id and line.period_id = opened.period_id and line.periods_back = 1
    left join figure as before
        on before.unit_id = line.earlier_unit_id
        and before.period_id = line.earlier_period_id
        and before.indicator_id = rule.whole
    group by rule.rule_id, rule.indicator_id, opened.return_id, opened.unit_id, opened.period_id
    having count(*) = count(before.low)
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
