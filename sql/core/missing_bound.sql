-- description: How much figures that are missing may be, where the register missing_bound says it more closely than the indicator's own bounds.
-- grain: one row per unit, period and indicator due that no return in force holds, and that a line of the register is about
-- kept by: unit_id
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator
-- column kind: kind of unit that the line of the register is about; null where it is about all
-- column low_value: least that it may be; whole where the indicator is counted whole
-- column high_value: most that it may be; likewise
-- column last_period_id: period of the unit's last figure before, of which the register takes shares; null where there is none
-- column last_low_value: least that this figure may be
-- column last_high_value: most that it may be
-- column reason_vi: why the register says so
with period as (
    select *, row_number() over (partition by period_type order by ends_on) as place from reference.period
),

missing as (
    select
        due.unit_id, due.period_id, due.indicator_id, period.period_type, period.place, period.year,
        bound.* exclude (indicator_id),
    from core.due_figure as due
    join reference.missing_bound as bound using (indicator_id)
    join period on period.period_id = due.period_id
    join core.unit_of_period as unit on unit.unit_id = due.unit_id and unit.period_id = due.period_id
    anti join core.observation as known
        on known.is_in_force and known.unit_id = due.unit_id and known.period_id = due.period_id
        and known.indicator_id = due.indicator_id
    where coalesce(bound.kind = unit.kind, true)
    -- A line for the kind of unit says more than one for all.
    qualify row_number() over (partition by due.unit_id, due.period_id, due.indicator_id order by bound.kind is null) = 1
),

earlier as (
    select
        missing.unit_id, missing.period_id, missing.indicator_id,
        arg_max(known.period_id, period.place) as last_period_id,
        arg_max(known.low_value, period.place) as last_low_value,
        arg_max(known.high_value, period.place) as last_high_value,
        min(if(indicator.frequency in ('year', 'term'), missing.year - period.year, missing.place - period.place)) as passed,
    from missing
    join reference.indicator as indicator using (indicator_id)
    join core.observation as known
        on known.is_in_force and known.value is not null and known.unit_id = missing.unit_id
        and known.indicator_id = missing.indicator_id
    join period
        on period.period_id = known.period_id
        and period.period_type = missing.period_type and period.place < missing.place
    group by missing.unit_id, missing.period_id, missing.indicator_id
),

bound as (
    select
        missing.*, earlier.* exclude (unit_id, period_id, indicator_id),
        -- Of nothing there is no share: from zero a figure may grow to any.
        greatest(
            minimum, nullif(last_low_value, 0) * power(least_share_pct / 100, passed), last_low_value - most_change * passed
        )::decimal(24, 6) as at_least,
        least(
            maximum, nullif(last_high_value, 0) * power(most_share_pct / 100, passed), last_high_value + most_change * passed
        )::decimal(24, 6) as at_most,
        -- Where the last figure lies outside of what the line allows at all, both are allowed.
        if(at_least is null, null, least(at_least, at_most)) as low_end,
        if(at_most is null, null, greatest(at_least, at_most)) as high_end,
        -- Of what is counted whole no part of one is missing, unless no whole one lies between.
        indicator.decimals = 0 and coalesce(ceil(low_end) <= floor(high_end), true) as is_whole,
        indicator.valid_min, indicator.valid_max,
    from missing
    join reference.indicator as indicator using (indicator_id)
    left join earlier using (unit_id, period_id, indicator_id)
)

select
    unit_id, period_id, indicator_id, kind,
    -- Where no line says how little it may be, it may not apply, and adds nothing then.
    if(low_end is null, least(valid_min, 0), least(greatest(if(is_whole, ceil(low_end), low_end), valid_min), valid_max))
        ::decimal(24, 6) as low_value,
    if(high_end is null, valid_max, least(greatest(if(is_whole, floor(high_end), high_end), valid_min), valid_max))
        ::decimal(24, 6) as high_value,
    last_period_id, last_low_value, last_high_value, reason_vi,
from bound
