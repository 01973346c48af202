-- description: What a return says of days that another return was about, such as the same period of the year before, against what the unit itself said then.
-- grain: one row per rule and figure that was told then
-- column rule_id: rule
-- column return_id: return that is judged
-- column unit_id: unit that the figure is about
-- column period_id: period of that return
-- column indicator_id: indicator
-- column sheet_name: sheet of the figure
-- column address: cell of the figure
-- column received_low: least that the figure may be, in the indicator's unit of measure
-- column received_high: most that it may be
-- column expected_low: least that was told then
-- column expected_high: most that was told then
-- column accepted_low: least that the rule accepts
-- column accepted_high: most that it accepts
-- column detail: where it was told
with rule as (
    select * from quality.rule_in_force where kind = 'retold'
),

-- Of a unit that others have become part of since, what those said then counts too.
past as (
    select distinct line.unit_id, line.period_id, line.earlier_unit_id, period.ends_on,
    from core.unit_lineage as line
    join reference.period as period on period.period_id = line.earlier_period_id
),

told as (
    select
        said.return_id, said.unit_id, said.period_id, said.indicator_id, said.sheet_name, said.address, said.low, said.high,
        sum(before.low) as before_low,
        sum(before.high) as before_high,
        string_agg(concat_ws(' ', if(before.unit_id = said.unit_id, null, before.unit_id), period.label_vi,
            before.sheet_name || '!' || before.address), '; ' order by before.unit_id) as detail,
    from core.kind_value as said
    left join past on past.unit_id = said.unit_id and past.period_id = said.period_id and past.ends_on = said.ends_on
    left join core.told_figure as before
        on before.unit_id = coalesce(past.earlier_unit_id, said.unit_id) and before.indicator_id = said.indicator_id
        and before.breakdown = said.breakdown and before.starts_on = said.starts_on and before.ends_on = said.ends_on
        and before.value is not null
    left join reference.period as period on period.period_id = before.period_id
    where said.kind in ('reference', 'other_period', 'cumulative') and said.value is not null
    group by all
    having count(*) = count(before.low) and bool_and(before.return_id <> said.return_id)
)

select
    rule.rule_id,
    told.return_id,
    told.unit_id,
    told.period_id,
    told.indicator_id,
    told.sheet_name,
    told.address,
    told.low::double as received_low,
    told.high::double as received_high,
    told.before_low::double as expected_low,
    told.before_high::double as expected_high,
    (told.before_low - rule.tolerance)::double as accepted_low,
    (told.before_high + rule.tolerance)::double as accepted_high,
    told.detail,
from rule
join told using (period_id, indicator_id)
