-- description: Ratios that described forms state against the figures that they divide, as share or in percent.
-- grain: one row per rule, ratio and side of the table of which both figures are exact
-- column rule_id: rule
-- column return_id: return that is judged
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator; null where the ratio has none of its own
-- column sheet_name: sheet of the ratio
-- column address: cell of the ratio
-- column received_low: ratio as stated
-- column received_high: the same
-- column expected_low: ratio of the figures
-- column expected_high: the same
-- column accepted_low: least that the rule accepts
-- column accepted_high: most that it accepts
-- column detail: the arithmetic, in Vietnamese
with rule as (
    -- A ratio need not be an indicator.
    select distinct rule_id, period_id, tolerance from quality.rule_in_force where kind = 'form_ratio'
),

figure as (
    select * from quality.form_side where value is not null and comparator = '='
),

divided as (
    select
        ratio.*, part.said_vi as detail,
        any_value(other.value) filter (where part.place = 1) as above,
        any_value(other.value) filter (where part.place = 2) as below,
    from figure as ratio
    join reference.form_part as part
        on part.relation = 'ratio' and part.form_id = ratio.form_id and part.table_id = ratio.table_id
        and part.side = ratio.side and part.slot_code = ratio.own_code
    join figure as other
        on other.return_id = ratio.return_id and other.form_id = ratio.form_id and other.table_id = ratio.table_id
        and other.side = ratio.side and other.across_code = ratio.across_code and other.own_code = part.part_code
        and other.owner_id = ratio.owner_id and other.row_key is not distinct from ratio.row_key
    group by all
),

computed as (
    select
        *,
        above::double / below as share,
        if(abs(value - 100 * share) <= abs(value - share), 100 * share, share) as expected,
        0.51 * if(step = 0, 1, step) + 0.000001 as rounding,
    from divided
    where above is not null and below > 0
)

select
    rule.rule_id,
    computed.return_id,
    computed.owner_id as unit_id,
    computed.period_id,
    computed.indicator_id,
    computed.sheet_name,
    computed.address,
    computed.value::double as received_low,
    computed.value::double as received_high,
    computed.expected as expected_low,
    computed.expected as expected_high,
    (computed.expected - computed.rounding - rule.tolerance)::double as accepted_low,
    (computed.expected + computed.rounding + rule.tolerance)::double as accepted_high,
    computed.detail,
from rule
join computed using (period_id)
