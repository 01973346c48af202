-- description: Plans as they were said last (a blank or '…' says nothing), and what was achieved of each up to the end of the last period whose return asks for it.
-- grain: one row per unit, indicator and days of the plan
-- column unit_id: unit that the plan is for
-- column period_id: period of the last return that asks for the plan
-- column indicator_id: indicator
-- column days: days of the plan by name ('2025')
-- column starts_on: first day of the plan
-- column ends_on: last day
-- column reporter_id: unit whose return says it
-- column return_id: return in force that holds it
-- column is_left_blank: whether that return leaves it blank or not known, and an earlier one says it
-- column plan_value: figure planned; null when unknown
-- column plan_comparator: '=' for an exact figure, otherwise the bound that the text claims
-- column plan_state: value, zero, none_occurred, not_applicable, no_data, blank or unreadable
-- column achieved_value: achieved up to the end of the period: of a flow what was added up, of all else the period's own figure; null while unknown
-- column achieved_low_value: least that it may be; null where not all periods are reported
-- column achieved_high_value: most that it may be
-- column is_exact: whether both are exact
-- column path: file below raw/returns
-- column sheet_name: sheet of the workbook
-- column address: cell of the plan
with asked as (
    select
        said.* exclude (period_id),
        first_value(said.period_id) over same as period_id,
        said.period_id as said_period_id,
        first_value(period.period_type) over same as period_type,
        first_value(period.ends_on) over same as told_up_to_on,
        row_number() over (
            same_plan order by said.state in ('blank', 'no_data', 'unreadable'), period.ends_on desc, said.period_id
        ) as place,
    from core.kind_value as said
    join reference.period as period on period.period_id = said.period_id
    where said.kind = 'plan' and said.breakdown = ''
    window
        same_plan as (partition by said.unit_id, said.indicator_id, said.starts_on, said.ends_on),
        same as (same_plan order by period.ends_on desc, said.period_id)
),

plan as (
    select asked.* exclude (place), period_id <> said_period_id as is_left_blank, indicator.aggregation = 'sum' as is_flow,
    from asked
    join reference.indicator as indicator using (indicator_id)
    where asked.place = 1
),

known as (
    select figure.*, period.period_type, period.starts_on, period.ends_on
    from core.reported_value as figure
    join reference.period as period using (period_id)
    semi join plan using (indicator_id)
),

-- Of a flow each period of the plan so far; of all else the last one.
tile as (
    select
        plan.unit_id, plan.indicator_id, plan.starts_on, plan.ends_on,
        sum(known.low_value) as low_value,
        sum(known.high_value) as high_value,
        if(count(*) = count(known.value), sum(known.value), null) as value,
        bool_and(coalesce(known.comparator = '=', false) or known.state in ('zero', 'none_occurred')) as is_exact,
    from plan
    join known on known.unit_id = plan.unit_id and known.indicator_id = plan.indicator_id
        and known.period_type = plan.period_type and known.ends_on <= plan.told_up_to_on
        and known.starts_on >= plan.starts_on and (plan.is_flow or known.ends_on = plan.told_up_to_on)
    group by plan.unit_id, plan.indicator_id, plan.starts_on, plan.ends_on, plan.is_flow, plan.told_up_to_on
    having not plan.is_flow or sum(known.ends_on - known.starts_on + 1) = plan.told_up_to_on - plan.starts_on + 1
)

select
    plan.unit_id, plan.period_id, plan.indicator_id, plan.days, plan.starts_on, plan.ends_on, plan.reporter_id, plan.return_id,
    plan.is_left_blank,
    plan.value as plan_value, plan.comparator as plan_comparator, plan.state as plan_state,
    coalesce(so_far.value, tile.value)::decimal(24, 6) as achieved_value,
    coalesce(so_far.low_value, tile.low_value)::decimal(24, 6) as achieved_low_value,
    coalesce(so_far.high_value, tile.high_value)::decimal(24, 6) as achieved_high_value,
    coalesce(plan.comparator = '=' and coalesce(so_far.comparator = '=', tile.is_exact), false) as is_exact,
    plan.path, plan.sheet_name, plan.address,
from plan
left join tile using (unit_id, indicator_id, starts_on, ends_on)
left join core.told_figure as so_far
    on plan.is_flow and so_far.value is not null and so_far.unit_id = plan.unit_id
    and so_far.indicator_id = plan.indicator_id and so_far.breakdown = '' and so_far.starts_on = plan.starts_on
    and so_far.ends_on = plan.told_up_to_on
