-- description: Ratings against the best that is allowed after anything of the parts in the year, of the unit and of every unit that has since become part of it.
-- grain: one row per rule and return with a known rating
-- column rule_id: rule
-- column return_id: return that is judged
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: the rating
-- column received_low: rank of the rating
-- column received_high: the same
-- column expected_low: best rank that is allowed
-- column expected_high: the same
with rule as (
    select * from quality.rule_in_force where kind = 'rating_cap'
),

figure as (
    select * from core.observation where is_in_force and value is not null
),

part as (
    select rule_id, indicator_id as part_id from reference.rule_part where kind = 'rating_cap'
),

capped as (
    select
        rule.rule_id,
        rated.return_id,
        rated.unit_id,
        rated.period_id,
        rated.indicator_id,
        any_value(rated.low) as rank,
        -- A missing period is not held against a rating.
        if(sum(earlier.low) > 0, any_value(rule.maximum), any_value(indicator.valid_max)) as cap,
    from rule
    join figure as rated using (period_id, indicator_id)
    join reference.indicator as indicator on indicator.indicator_id = rated.indicator_id
    join reference.period as period on period.period_id = rated.period_id
    -- The year of shorter periods is told by the one that ends with it.
    join reference.period as ending on ending.ends_on = period.ends_on and ending.starts_on >= period.starts_on
    join core.unit_lineage as line
        on line.unit_id = rated.unit_id and line.period_id = ending.period_id and line.is_same_year
    join part on part.rule_id = rule.rule_id
    left join figure as earlier
        on earlier.unit_id = line.earlier_unit_id
        and earlier.period_id = line.earlier_period_id
        and earlier.indicator_id = part.part_id
    group by rule.rule_id, rated.return_id, rated.unit_id, rated.period_id, rated.indicator_id
)

select
    rule_id,
    return_id,
    unit_id,
    period_id,
    indicator_id,
    rank as received_low,
    rank as received_high,
    cap as expected_low,
    cap as expected_high,
from capped
