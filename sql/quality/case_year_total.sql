-- description: Yearly figures against the sum over the half-years of their calendar year, of the unit and of every unit that has since become part of it.
-- grain: one row per rule and return in which the figure and every half-year are known
-- column rule_id: rule
-- column return_id: return that is judged
-- column unit_id: reporting unit
-- column period_id: half-year
-- column indicator_id: the yearly figure
-- column received_low: least that the figure may be, in the indicator's unit of measure
-- column received_high: most that it may be
-- column expected_low: least that it should be
-- column expected_high: most that it should be
-- column accepted_low: least that the rule accepts
-- column accepted_high: most that it accepts
with rule as (
    select * from quality.rule_in_force where kind = 'year_total'
),

figure as (
    select * from core.observation where is_in_force and state not in ('blank', 'unreadable', 'not_applicable')
),

-- Without the half-year before in the register, the year is not whole.
ending as (
    select
        period_id,
        lag(year) over (order by starts_on) is not distinct from year as ends_the_year,
    from reference.period
),

paired as (
    select
        rule.rule_id,
        rule.indicator_id,
        yearly.return_id,
        yearly.unit_id,
        yearly.period_id,
        any_value(yearly.low) as received_low,
        any_value(yearly.high) as received_high,
        sum(half.low) as expected_low,
        sum(half.high) as expected_high,
        any_value(rule.tolerance) as tolerance,
    from rule
    join figure as yearly using (period_id, indicator_id)
    join ending on ending.period_id = yearly.period_id and ending.ends_the_year
    join core.unit_lineage as line
        on line.unit_id = yearly.unit_id and line.period_id = yearly.period_id and line.is_same_year
    left join figure as half
        on half.unit_id = line.earlier_unit_id
        and half.period_id = line.earlier_period_id
        and half.indicator_id = rule.whole
    group by rule.rule_id, rule.indicator_id, yearly.return_id, yearly.unit_id, yearly.period_id
    having count(*) = count(half.low)
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
