-- description: Yearly figures against the sum over the shorter periods of their year, of the unit and of every unit that has since become part of it.
-- grain: one row per rule, return and unit of which the figure and every shorter period are known
-- column rule_id: rule
-- column return_id: return that is judged
-- column unit_id: unit that the figure is about
-- column period_id: period
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
    select * from core.observation where is_in_force and value is not null
),

-- Periods with which a year of their type ends that is whole in the register.
ending as (
    select last.period_id, last.starts_on, last.ends_on
    from reference.period as last
    join reference.period as part
        on part.period_type = last.period_type and part.year = last.year and part.starts_on <= last.starts_on
    where last.period_type <> 'year'
    group by last.period_id, last.starts_on, last.ends_on
    having (min(part.starts_on) + interval 1 year)::date = last.ends_on + 1
),

paired as (
    select
        rule.rule_id,
        rule.indicator_id,
        yearly.return_id,
        yearly.unit_id,
        yearly.period_id,
        any_value(ending.starts_on) as last_from_on,
        any_value(yearly.low) as received_low,
        any_value(yearly.high) as received_high,
        sum(part.low) as expected_low,
        sum(part.high) as expected_high,
        any_value(rule.tolerance) as tolerance,
    from rule
    join figure as yearly using (period_id, indicator_id)
    join reference.period as period on period.period_id = yearly.period_id
    join ending on ending.ends_on = period.ends_on and ending.starts_on >= period.starts_on
    join core.unit_lineage as line
        on line.unit_id = yearly.unit_id and line.period_id = ending.period_id and line.is_same_year
    left join figure as part
        on part.unit_id = line.earlier_unit_id
        and part.period_id = line.earlier_period_id
        and part.indicator_id = rule.whole
    group by rule.rule_id, rule.indicator_id, yearly.return_id, yearly.unit_id, yearly.period_id, ending.period_id
    -- Of a unit that came of a split within the year nobody has told the whole of it by parts.
    having count(*) = count(part.low) and not bool_or(line.is_parted)
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
-- Of months and quarters that are both known, the longer ones are compared.
qualify row_number() over (partition by rule_id, return_id, unit_id, indicator_id order by last_from_on) = 1
