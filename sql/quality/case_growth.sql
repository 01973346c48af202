-- description: Figures from January on against the one of the period before, where the period's own is not told: a flow does not grow less.
-- grain: one row per rule and figure of which the one before is known
-- column rule_id: rule
-- column return_id: return that is judged
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator
-- column sheet_name: sheet of the figure
-- column address: cell of the figure
-- column received_low: least that the figure may be, in the indicator's unit of measure
-- column received_high: most that it may be
-- column expected_low: least that the one before may be
-- column expected_high: most that it may be
-- column accepted_low: least that the rule accepts
-- column detail: the cell of the one before
with rule as (
    select * from quality.rule_in_force where kind = 'growth'
)

select
    rule.rule_id,
    said.return_id,
    said.unit_id,
    said.period_id,
    said.indicator_id,
    said.sheet_name,
    said.address,
    said.low::double as received_low,
    said.high::double as received_high,
    before.low::double as expected_low,
    before.high::double as expected_high,
    (before.low - rule.tolerance)::double as accepted_low,
    earlier.label_vi || ' ' || before.sheet_name || '!' || before.address as detail,
from rule
join core.kind_value as said using (period_id, indicator_id)
join reference.indicator as indicator using (indicator_id)
join reference.period as period on period.period_id = said.period_id
join core.told_figure as before
    on before.unit_id = said.unit_id and before.indicator_id = said.indicator_id and before.breakdown = said.breakdown
    and before.starts_on = said.starts_on and before.ends_on = period.starts_on - 1
join reference.period as earlier on earlier.period_id = before.period_id
anti join core.told_figure as own
    on own.unit_id = said.unit_id and own.indicator_id = said.indicator_id and own.breakdown = said.breakdown
    and own.starts_on = period.starts_on and own.ends_on = period.ends_on and own.value is not null
where said.kind = 'cumulative' and said.value is not null and before.value is not null
    and indicator.aggregation = 'sum' and indicator.valid_min >= 0
