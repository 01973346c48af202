-- description: Cases of kind 'blank_plan': plans that returns in force ask for, told before for the same days, or of an indicator of which the return has a figure.
-- grain: one row per rule and plan
-- column rule_id: rule
-- column return_id: return that is judged
-- column unit_id: unit that the plan is for
-- column period_id: period of that return
-- column indicator_id: indicator
-- column sheet_name: sheet of the plan
-- column address: cell of the plan
-- column received_low: least that the plan may be; null where it is not told
-- column received_high: likewise, most
-- column expected_low: least that was told before; null when nothing was
-- column expected_high: most that was told before
-- column answer: state of the plan: blank, no_data and unreadable break the rule
-- column detail: days of the plan by name, and where it was told before
with rule as (
    select * from quality.rule_in_force where kind = 'blank_plan'
),

plan as (
    select said.*, period.ends_on as told_up_to_on, period.label_vi as period_vi,
    from core.kind_value as said
    join reference.period as period on period.period_id = said.period_id
    where said.kind = 'plan'
),

before as (
    select plan.return_id, plan.address, plan.sheet_name, last.low, last.high,
        concat_ws(' ', last.period_vi, last.sheet_name || '!' || last.address) as place,
    from plan
    join plan as last
        on last.unit_id = plan.unit_id and last.indicator_id = plan.indicator_id and last.breakdown = plan.breakdown
        and last.starts_on = plan.starts_on and last.ends_on = plan.ends_on
        and last.told_up_to_on < plan.told_up_to_on and last.value is not null
    qualify row_number() over (
        partition by plan.return_id, plan.sheet_name, plan.address order by last.told_up_to_on desc, last.period_id
    ) = 1
),

figure as (
    select distinct return_id, owner_id as unit_id, indicator_id, breakdown, true as is_told,
    from staging.figure
    where value_kind = 'figure' and table_id <> '' and state in ('value', 'zero')
)

select
    rule.rule_id, plan.return_id, plan.unit_id, plan.period_id, plan.indicator_id, plan.sheet_name, plan.address,
    if(plan.value is null, null, plan.low)::double as received_low,
    if(plan.value is null, null, plan.high)::double as received_high,
    before.low::double as expected_low,
    before.high::double as expected_high,
    plan.state as answer,
    coalesce(replace(replace(said.plan_told, '{span}', plan.days), '{place}', before.place), plan.days) as detail,
from rule
join plan using (period_id, indicator_id)
left join before using (return_id, sheet_name, address)
left join figure using (return_id, unit_id, indicator_id, breakdown)
cross join core.said as said
where before.place is not null or figure.is_told
