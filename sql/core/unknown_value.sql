-- description: What figures may be that are due and not exactly known, each by itself: what was told of it, else what the registers allow.
-- grain: one row per unit, period and indicator due of which no return in force tells one number
-- kept by: unit_id, period_id
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator
-- column reporter_id: unit whose return says it
-- column told_in_id: period of the return that is to say it
-- column low_value: least that it may be; for what is unknown, the least that the registers allow
-- column high_value: most that it may be; for what is unknown, the most that the registers allow
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

figure as (
    select
        due.unit_id, due.period_id, due.indicator_id, due.reporter_id, due.told_in_id,
        coalesce(told.low_value, missing.low_value, indicator.least_value) as known_low,
        coalesce(told.high_value, missing.high_value, indicator.most_value) as known_high,
        coalesce(told.low, known_low) as low,
        coalesce(told.high, known_high) as high,
        so_far.low_value as so_far_low, so_far.high_value as so_far_high,
        -- What is not known lies between what was told from January on before and after it, whatever the registers say.
        told.value is null and so_far_low is not null as is_between,
        known_low <= so_far_high and so_far_low <= known_high as is_narrower,
    from core.due_figure as due
    join indicator using (indicator_id)
    left join core.observation as told
        on told.is_in_force and told.unit_id = due.unit_id and told.period_id = due.period_id
        and told.indicator_id = due.indicator_id
    left join core.missing_bound as missing
        on missing.unit_id = due.unit_id and missing.period_id = due.period_id and missing.indicator_id = due.indicator_id
    left join core.cumulative_bound as so_far
        on so_far.unit_id = due.unit_id and so_far.period_id = due.period_id and so_far.indicator_id = due.indicator_id
        and so_far.breakdown = ''
    where (told.value is null and coalesce(told.state <> 'not_applicable', true)) or told.low_value < told.high_value
)

select
    unit_id, period_id, indicator_id, reporter_id, told_in_id,
    if(is_between, if(is_narrower, greatest(known_low, so_far_low), so_far_low), known_low) as low_value,
    if(is_between, if(is_narrower, least(known_high, so_far_high), so_far_high), known_high) as high_value,
    if(is_between, low_value, low) as low,
    if(is_between, high_value, high) as high,
from figure
