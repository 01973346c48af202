-- description: Figures from January on against what came before: the one of the period before and the period's own together.
-- grain: one row per rule and figure of which both are known
-- column rule_id: rule
-- column return_id: return that is judged
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator
-- column sheet_name: sheet of the figure
-- column address: cell of the figure
-- column received_low: least that the figure may be, in the indicator's unit of measure
-- column received_high: most that it may be
-- column expected_low: least that it should be
-- column expected_high: most that it should be
-- column accepted_low: least that the rule accepts
-- column accepted_high: most that it accepts
-- column detail: what was compared, with its cells
with rule as (
    select * from quality.rule_in_force where kind = 'cumulative'
),

told as (
    select unit_id, indicator_id, breakdown, starts_on, ends_on, period_id, low, high, sheet_name, address, 1 as place,
    from core.kind_value
    where kind = 'cumulative' and value is not null
    union all
    select unit_id, indicator_id, breakdown, starts_on, ends_on, period_id, low, high, sheet_name, address, 2 as place,
    from core.told_figure
    where value is not null
),

-- What was said from January on counts before what the one month of January said.
earlier as (
    select * from told
    qualify row_number() over (partition by unit_id, indicator_id, breakdown, starts_on, ends_on order by place, period_id) = 1
),

compared as (
    select
        said.*, before.low as before_low, before.high as before_high, own.low as own_low, own.high as own_high,
        concat_ws(' + ', past.label_vi || ' ' || before.sheet_name || '!' || before.address,
            period.label_vi || ' ' || own.sheet_name || '!' || own.address) as detail,
    from core.kind_value as said
    join reference.period as period on period.period_id = said.period_id
    join core.told_figure as own
        on own.unit_id = said.unit_id and own.indicator_id = said.indicator_id and own.breakdown = said.breakdown
        and own.starts_on = period.starts_on and own.ends_on = period.ends_on
    left join earlier as before
        on before.unit_id = said.unit_id and before.indicator_id = said.indicator_id
        and before.breakdown = said.breakdown and before.starts_on = said.starts_on
        and before.ends_on = period.starts_on - 1
    left join reference.period as past on past.period_id = before.period_id
    where said.kind = 'cumulative' and said.value is not null and own.value is not null
        and (said.starts_on = period.starts_on or before.period_id is not null)
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
    (coalesce(said.before_low, 0) + said.own_low)::double as expected_low,
    (coalesce(said.before_high, 0) + said.own_high)::double as expected_high,
    expected_low - rule.tolerance as accepted_low,
    expected_high + rule.tolerance as accepted_high,
    said.detail,
from rule
join compared as said using (period_id, indicator_id)
join reference.indicator as indicator using (indicator_id)
-- Of a stock or a rate nothing is added up.
where indicator.aggregation = 'sum'
