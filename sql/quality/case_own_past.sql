-- description: Quantities against what is usual for the unit: the median of its earlier periods, give or take maximum × max(1.4826 × MAD, tolerance).
-- grain: one row per rule and known quantity with a past that is long enough
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
with rule as (
    select * from quality.rule_in_force where kind = 'own_past'
),

-- 1.4826 × MAD is the standard deviation of normal figures, and no single bad figure moves it. The tolerance guards counts
-- that hardly ever change: with a MAD of zero any change would be an outlier.
usual as (
    select
        rule.rule_id,
        figure.*,
        past.middle,
        rule.maximum * greatest(1.4826 * past.deviation, rule.tolerance) as spread,
    from rule
    join quality.quantity as figure using (period_id, indicator_id)
    join quality.own_past as past using (unit_id, period_id, indicator_id)
    where past.period_count >= rule.minimum_history
)

select
    rule_id,
    return_id,
    unit_id,
    period_id,
    indicator_id,
    low as received_low,
    high as received_high,
    greatest(middle - spread, valid_min) as expected_low,
    middle + spread as expected_high,
from usual
