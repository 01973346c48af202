-- description: Figures that a return says in several cells: the one that counts against that of the others which lies farthest from it.
-- grain: one row per rule, return, unit, indicator, breakdown, kind and days of a figure that stands there several times
-- kept by: return_id
-- column rule_id: rule
-- column return_id: return that is judged
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
-- column detail: the cell that counts
with rule as (
    select * from quality.rule_in_force where kind = 'form_twice'
),

several as (
    select return_id, owner_id, indicator_id from quality.same_cell group by all having count(*) > 1
),

-- What counts nowhere, as a form of lines says it, is compared with that one.
compared as (
    select
        *,
        row_number() over same as place,
        first_value(low) over same as counted_low,
        first_value(high) over same as counted_high,
        first_value(step) over same as counted_step,
        first_value(sheet_name || '!' || address) over same as detail,
        if(step = counted_step, 0, 0.5 * (step + counted_step)) as rounding,
    from quality.same_cell
    semi join several using (return_id, owner_id, indicator_id)
    window same as (
        partition by return_id, owner_id, indicator_id, breakdown, relative_period, value_kind
        order by not is_counted, printed_order nulls first, sheet_name, address
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
    partition by rule.rule_id, other.return_id, other.owner_id, other.indicator_id, other.breakdown, other.relative_period,
        other.value_kind
    order by greatest(other.low - other.counted_high, other.counted_low - other.high, 0) desc, other.place
) = 1
