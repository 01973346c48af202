-- description: Known quantities in force, as what is usual is told from them: what is added up over time or carried on.
-- grain: one row per return in force and indicator
-- kept by: unit_id, period_id
-- column return_id: return
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator
-- column kind: kind of unit when the period ends
-- column value: figure
-- column low: least that it may be
-- column high: most that it may be
-- column valid_min: least that the register allows
select
    figure.return_id,
    figure.unit_id,
    figure.period_id,
    figure.indicator_id,
    unit.kind,
    figure.value::double as value,
    figure.low,
    figure.high,
    indicator.valid_min,
from core.observation as figure
join reference.indicator as indicator using (indicator_id)
join reference.period as period using (period_id)
join reference.unit as unit
    on unit.unit_id = figure.unit_id
    and period.ends_on >= unit.valid_from_on
    and (unit.valid_to_on is null or period.ends_on <= unit.valid_to_on)
where figure.is_in_force
    and figure.value is not null
    and indicator.aggregation in ('sum', 'last')
