-- description: Quantities against what is usual among units of the same kind in the same period, per unit of the whole where the rule states one.
-- grain: one row per rule and known quantity with enough peers
-- kept by: period_id
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
    select * from quality.rule_in_force where kind = 'peers'
),

scaled as (
    select
        rule.rule_id,
        rule.maximum,
        rule.tolerance,
        rule.minimum_history,
        figure.*,
        if(rule.whole is null, 1, whole.value) as scale,
    from rule
    join quality.quantity as figure using (period_id, indicator_id)
    left join quality.quantity as whole
        on whole.unit_id = figure.unit_id
        and whole.period_id = figure.period_id
        and whole.indicator_id = rule.whole
        and whole.value > 0
    where rule.whole is null or whole.value is not null
),

usual as (
    select
        rule_id,
        kind,
        period_id,
        indicator_id,
        median(value / scale) as middle,
        any_value(maximum) * greatest(1.4826 * mad(value / scale), any_value(tolerance)) as spread,
    from scaled
    group by rule_id, kind, period_id, indicator_id
    having count(*) > any_value(minimum_history)
)

select
    scaled.rule_id,
    scaled.return_id,
    scaled.unit_id,
    scaled.period_id,
    scaled.indicator_id,
    scaled.low as received_low,
    scaled.high as received_high,
    greatest((usual.middle - usual.spread) * scaled.scale, scaled.valid_min) as expected_low,
    (usual.middle + usual.spread) * scaled.scale as expected_high,
from scaled
join usual using (rule_id, kind, period_id, indicator_id)
