-- description: Figures that returns of several units say of one of them: the one that counts, that of the unit itself first, against that of the others which lies farthest from it.
-- grain: one row per rule, unit, period, indicator, breakdown, kind and days of a figure that several units tell
-- column rule_id: rule
-- column return_id: the other return
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator
-- column sheet_name: sheet of the other cell
-- column address: the other cell
-- column received_low: least that the other cell may mean, in the indicator's unit of measure
-- column received_high: most that it may mean
-- column expected_low: least that the one that counts may mean
-- column expected_high: most that it may mean
-- column accepted_low: least that the rule accepts
-- column accepted_high: most that it accepts
-- column detail: unit whose return has the one that counts, and its cell
with rule as (
    select * from quality.rule_in_force where kind = 'told_twice'
),

-- Of several units that tell it one at least is another than its own.
told_by_another as (
    select distinct owner_id, period_id, indicator_id from quality.same_cell where unit_id <> owner_id
),

compared as (
    select
        cell.*,
        row_number() over same as place,
        first_value(cell.low) over same as counted_low,
        first_value(cell.high) over same as counted_high,
        first_value(cell.step) over same as counted_step,
        first_value(cell.unit_id || ' ' || cell.sheet_name || '!' || cell.address) over same as detail,
        if(cell.step = counted_step, 0, 0.5 * (cell.step + counted_step)) as rounding,
    from quality.same_cell as cell
    semi join told_by_another as told
        on told.owner_id = cell.owner_id and told.period_id = cell.period_id and told.indicator_id = cell.indicator_id
    join core.return as returned using (return_id)
    where returned.is_in_force and cell.is_counted
    window same as (
        partition by cell.owner_id, cell.period_id, cell.indicator_id, cell.breakdown, cell.relative_period, cell.value_kind
        order by cell.unit_id <> cell.owner_id, cell.unit_id
    )
)

select
    rule.rule_id, other.return_id, other.owner_id as unit_id, other.period_id, other.indicator_id,
    other.sheet_name, other.address,
    other.low::double as received_low,
    other.high::double as received_high,
    other.counted_low::double as expected_low,
    other.counted_high::double as expected_high,
    (other.counted_low - other.rounding - rule.tolerance)::double as accepted_low,
    (other.counted_high + other.rounding + rule.tolerance)::double as accepted_high,
    other.detail,
from rule
join compared as other using (period_id, indicator_id)
where other.place > 1
qualify row_number() over (
    partition by rule.rule_id, other.owner_id, other.period_id, other.indicator_id, other.breakdown, other.relative_period,
        other.value_kind
    order by greatest(other.low - other.counted_high, other.counted_low - other.high, 0) desc, other.place
) = 1
