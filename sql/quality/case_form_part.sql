-- description: Parts that are 'trong đó' of a row or column of a described form against that row or column.
-- grain: one row per rule, part and side of the table of which both are known
-- column rule_id: rule
-- column return_id: return that is judged
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator of the part
-- column sheet_name: sheet of the part
-- column address: cell of the part
-- column received_low: least that the part may be, in the indicator's unit of measure
-- column received_high: most that it may be
-- column expected_low: least that the whole may be
-- column expected_high: most that it may be
-- column accepted_high: most that the rule accepts
-- column detail: what is part of what, in Vietnamese
with rule as (
    select * from quality.rule_in_force where kind = 'form_part'
),

figure as (
    -- A share of a part may well be more than the share of the whole.
    select * from quality.form_side where value is not null and value_kind <> 'computed'
)

select
    rule.rule_id,
    part.return_id,
    part.owner_id as unit_id,
    part.period_id,
    part.indicator_id,
    part.sheet_name,
    part.address,
    part.low::double as received_low,
    part.high::double as received_high,
    whole.low::double as expected_low,
    whole.high::double as expected_high,
    (whole.high + rule.tolerance)::double as accepted_high,
    said.said_vi as detail,
from rule
join figure as part using (period_id, indicator_id)
join reference.form_part as said
    on said.relation = 'of_which' and said.form_id = part.form_id and said.table_id = part.table_id
    and said.side = part.side and said.slot_code = part.own_code
join figure as whole
    on whole.return_id = part.return_id and whole.form_id = part.form_id and whole.table_id = part.table_id
    and whole.side = part.side and whole.across_code = part.across_code and whole.own_code = said.part_code
    and whole.owner_id = part.owner_id and whole.row_key is not distinct from part.row_key
