-- description: Plans that described forms state, as said last (a blank or '…' says nothing), with what was achieved of them so far and its share, both recomputed.
-- grain: one row per unit, indicator and days of the plan
-- column unit_version_id: unit as it was on the last day of the period: key of marts.unit
-- column unit_name_vi: its name then
-- column indicator_id: indicator
-- column indicator_vi: its name
-- column unit_of_measure_vi: unit of measure of the figures
-- column measure: what it is: flow, opening_stock, closing_stock, level, rate or rating
-- column measure_vi: its name
-- column days_vi: days of the plan by name: '2025', '2025Q3'
-- column starts_on: first day of the plan
-- column ends_on: last day
-- column plan_by_days: plan of a flow, as a map from days_vi, so that no sum runs over a year and its months: sum(plan_by_days['2025']), of one indicator; null for all else, and while unknown
-- column achieved_by_days: achieved of it so far, likewise; null for all else, and while unknown
-- column plan_level_value: plan of what is no flow, or of a unit of which those below owe it too; never added up; null for all else
-- column achieved_level_value: what was achieved of it so far; of what is no flow the figure of the last period
-- column achieved_low_value: least that was achieved so far; null where periods are not reported
-- column achieved_high_value: most that was achieved so far
-- column share_pct: share of the plan that is achieved, percent, recomputed; null while one of the two is not exactly known; of several rows 100 * sum(achieved_by_days[…]) / sum(plan_by_days[…])
-- column elapsed_pct: share of the days of the plan that have passed, percent
-- column period_id: period up to which it is achieved: of the last return that asks for the plan
-- column period_vi: its name
-- column state: of the plan: value, zero, none_occurred, not_applicable, no_data, blank or unreadable
-- column state_vi: its name
-- column is_left_blank: whether that last return leaves the plan blank or not known, and an earlier one says it: a finding asks (kind blank_plan)
-- column return_id: return that says the plan: key of marts.return
-- column revision_id: revision that says it: key of marts.return_revision
-- column path: file below raw/returns
-- column sheet_name: sheet of the workbook
-- column address: cell of the plan
with said as (
    select progress.*, kind.measure, kind.measure = 'flow' and total.unit_id is null as is_added,
    from core.plan_progress as progress
    join core.indicator_measure as kind using (indicator_id)
    left join core.unit_total as total using (unit_id, period_id, indicator_id)
)

select
    unit.unit_version_id, unit.unit_name_vi,
    plan.indicator_id, indicator.label_vi as indicator_vi,
    measured.label_vi as unit_of_measure_vi,
    plan.measure, measured_as.label_vi as measure_vi,
    plan.days as days_vi,
    plan.starts_on,
    plan.ends_on,
    if(is_added and plan_value is not null, map([days], [plan_value]), null) as plan_by_days,
    if(is_added and achieved_value is not null, map([days], [achieved_value]), null) as achieved_by_days,
    if(is_added, null, plan_value) as plan_level_value,
    if(is_added, null, achieved_value) as achieved_level_value,
    plan.achieved_low_value,
    plan.achieved_high_value,
    if(is_exact and plan_value > 0, round(100 * achieved_value::double / plan_value, 6), null)::decimal(24, 6) as share_pct,
    round(100.0 * (least(period.ends_on, plan.ends_on) - plan.starts_on + 1) / (plan.ends_on - plan.starts_on + 1), 2)
        ::decimal(24, 6) as elapsed_pct,
    plan.period_id, period.label_vi as period_vi,
    plan.plan_state as state, state.label_vi as state_vi,
    plan.is_left_blank,
    regexp_replace(plan.return_id, '-r[0-9]+$', '') as return_id,
    plan.return_id as revision_id,
    plan.path, plan.sheet_name, plan.address,
from said as plan
join core.unit_of_period as unit using (unit_id, period_id)
join reference.period as period using (period_id)
join reference.indicator as indicator using (indicator_id)
left join reference.word as measured_as on measured_as.list_id = 'measure' and measured_as.code = plan.measure
left join reference.word as state on state.list_id = 'state' and state.code = plan.plan_state
left join reference.word as measured on measured.list_id = 'unit_of_measure' and measured.code = indicator.unit_of_measure
