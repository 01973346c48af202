-- description: Figures that hardly come out alike twice against those of the last period that the unit has reported, where the rule states a whole only as far as that has changed.
-- grain: one row per rule and exact figure that is large enough, with a past
-- kept by: unit_id, period_id
-- column rule_id: rule
-- column return_id: return that is judged
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator that the rule is about
-- column received_low: the figure, in the indicator's unit of measure
-- column received_high: the same
-- column expected_low: null: it may be any other
-- column expected_high: null: it may be any other
-- column detail: the period that it is compared with
-- column change: figure less that of the earlier period; 0 breaks the rule
with rule as (
    select * from quality.rule_in_force where kind = 'repeated'
),

figure as (
    select
        known.*,
        past.last_value,
        past.last_period_id,
    from quality.quantity as known
    join quality.own_past as past using (unit_id, period_id, indicator_id)
    where known.low = known.high
)

select
    rule.rule_id,
    figure.return_id,
    figure.unit_id,
    figure.period_id,
    figure.indicator_id,
    figure.value as received_low,
    figure.value as received_high,
    null::double as expected_low,
    null::double as expected_high,
    earlier.label_vi as detail,
    figure.value - figure.last_value as change,
from rule
join figure using (period_id, indicator_id)
join reference.period as earlier on earlier.period_id = figure.last_period_id
left join figure as whole
    on whole.return_id = figure.return_id and whole.unit_id = figure.unit_id and whole.indicator_id = rule.whole
where figure.value >= rule.minimum
    and (rule.whole is null or abs(whole.value - whole.last_value) > rule.tolerance * whole.last_value)
