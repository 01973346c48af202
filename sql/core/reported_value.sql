-- description: What is known now of every indicator that a unit owes, line by line.
-- grain: one row per unit, period and indicator due
-- kept by: unit_id, period_id
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator
-- column reporter_id: unit whose return says it
-- column told_in_id: period of the return that is to say it; a longer one where it has columns for each part of it
-- column is_owed: whether a form asks for it
-- column return_id: return in force that holds it; null when missing
-- column state: value, zero, none_occurred, not_applicable, no_data, blank, unreadable, or missing when no accepted return came
-- column comparator: '=' for an exact figure, otherwise the bound that the text claims; null when unknown
-- column value: number in the indicator's unit of measure, for ratings the rank; null when unknown
-- column low_value: least that it may be; for what is unknown, the least that the registers allow
-- column high_value: most that it may be; for what is unknown, the most that the registers allow
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column low: least that it may be, one step of 0.000001 inside an open end
-- column high: most that it may be, one step of 0.000001 inside an open end
with indicator as (
    select
        indicator_id,
        -- What is missing may not apply, and adds nothing then; a rating that does not apply binds none.
        if(aggregation = 'worst', valid_min, least(valid_min, 0)) as least_value,
        valid_max as most_value,
    from reference.indicator
),

in_force as (
    select * from core.observation where is_in_force
),

figure as (
    select
        due.*, in_force.return_id,
        coalesce(in_force.state, 'missing') as state,
        in_force.comparator, in_force.value,
        coalesce(in_force.low_value, missing.low_value, indicator.least_value) as known_low,
        coalesce(in_force.high_value, missing.high_value, indicator.most_value) as known_high,
        coalesce(in_force.is_low_open, false) as is_low_open,
        coalesce(in_force.is_high_open, false) as is_high_open,
        coalesce(in_force.low, known_low) as low,
        coalesce(in_force.high, known_high) as high,
        so_far.low_value as so_far_low, so_far.high_value as so_far_high,
        -- What is not known lies between what was told from January on before and after it, whatever the registers say.
        in_force.value is null and coalesce(in_force.state <> 'not_applicable', true) and so_far_low is not null as is_between,
        known_low <= so_far_high and so_far_low <= known_high as is_narrower,
    from core.due_figure as due
    join indicator using (indicator_id)
    left join in_force using (unit_id, period_id, indicator_id)
    left join core.missing_bound as missing using (unit_id, period_id, indicator_id)
    left join core.cumulative_bound as so_far
        on so_far.unit_id = due.unit_id and so_far.period_id = due.period_id and so_far.indicator_id = due.indicator_id
        and so_far.breakdown = ''
)

select
    unit_id, period_id, indicator_id, reporter_id, told_in_id, is_owed, return_id, state, comparator, value,
    if(is_between, if(is_narrower, greatest(known_low, so_far_low), so_far_low), known_low) as low_value,
    if(is_between, if(is_narrower, least(known_high, so_far_high), so_far_high), known_high) as high_value,
    is_low_open, is_high_open,
    if(is_between, low_value, low) as low,
    if(is_between, high_value, high) as high,
from figure
