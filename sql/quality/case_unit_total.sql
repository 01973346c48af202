-- description: What a unit tells of itself against what the units below it tell: those without parts of their own together, or the nearest ones that tell it, whichever lies nearer; so that what is wrong in one place is not told again by each unit above.
-- grain: one row per rule, unit above, period and indicator
-- column rule_id: rule
-- column return_id: return that tells the figure of the unit above
-- column unit_id: unit above
-- column period_id: period
-- column indicator_id: flow or stock
-- column sheet_name: sheet of its figure
-- column address: cell of its figure
-- column received_low: least that the figure may be, in the indicator's unit of measure
-- column received_high: most that it may be
-- column expected_low: least that those below may be together, what is missing among them
-- column expected_high: most that they may be
-- column accepted_low: least that the rule accepts
-- column accepted_high: most that it accepts
-- column detail: of how many of those that owe it the figure is known
with rule as (
    select * from quality.rule_in_force where kind = 'unit_total'
),

compared as (
    select
        told.*, below.low as below_low, below.high as below_high, below.known_count, below.part_count,
        0.5 * (below.part_count + 1) * coalesce(greatest(below.step, below.whole_step), 0) as rounding,
    from core.observation as told
    join quality.unit_sum as below using (unit_id, period_id, indicator_id)
    join core.indicator_measure as measured using (indicator_id)
    where told.is_in_force and measured.is_added_up
    qualify row_number() over (
        partition by told.unit_id, told.period_id, told.indicator_id
        order by greatest(told.low - below.high, below.low - told.high, 0), below.way
    ) = 1
)

select
    rule.rule_id, told.return_id, told.unit_id, told.period_id, told.indicator_id, told.sheet_name, told.address,
    told.low::double as received_low,
    told.high::double as received_high,
    told.below_low::double as expected_low,
    told.below_high::double as expected_high,
    (told.below_low - told.rounding - rule.tolerance)::double as accepted_low,
    (told.below_high + told.rounding + rule.tolerance)::double as accepted_high,
    told.known_count || '/' || told.part_count as detail,
from rule
join compared as told using (period_id, indicator_id)
