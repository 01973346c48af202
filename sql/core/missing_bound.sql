-- description: How much figures that are missing may be, where the register missing_bound says it more closely than the indicator's own bounds.
-- grain: one row per unit, period and indicator due that no return in force holds, and that a line of the register is about
-- kept by: unit_id
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator
-- column kind: kind of unit that the line of the register is about; null where it is about all
-- column low_value: least that it may be; whole where the indicator is counted whole
-- column high_value: most that it may be; likewise
-- column last_period_id: period of the last figure before, of which the register takes shares; null where there is none
-- column last_low_value: least that this figure may be; of a unit that came of others what theirs may be together, of one that came of a split its part
-- column last_high_value: most that it may be
-- column reason_vi: why the register says so
with bound as (
    select
        missing.*, said.* exclude (indicator_id, kind),
        -- Of nothing there is no share: from zero a figure may grow to any.
        greatest(
            minimum, nullif(last_low_value, 0) * power(least_share_pct / 100, passed),
            last_low_value - most_change * passed * part_count
        )::decimal(24, 6) as at_least,
        least(
            maximum, if(from_nothing, null, last_high_value) * power(most_share_pct / 100, passed),
            last_high_value + most_change * passed * part_count
        )::decimal(24, 6) as at_most,
        -- Where the last figure lies outside of what the line allows at all, both are allowed.
        if(at_least is null, null, least(at_least, at_most)) as low_end,
        if(at_most is null, null, greatest(at_least, at_most)) as high_end,
        -- Of what is counted whole no part of one is missing: where no whole one lies between, the next below and above may be.
        case when indicator.decimals > 0 then [low_end, high_end] when ceil(low_end) > floor(high_end)
            then [floor(low_end), ceil(high_end)] else [ceil(low_end), floor(high_end)] end as ends,
        indicator.valid_min, indicator.valid_max,
    from core.missing_past as missing
    join reference.missing_bound as said
        on said.indicator_id = missing.indicator_id and said.kind is not distinct from missing.kind
    join reference.indicator as indicator on indicator.indicator_id = missing.indicator_id
)

select
    unit_id, period_id, indicator_id, kind,
    -- Where no line says how little it may be, it may not apply, and adds nothing then.
    if(low_end is null, least(valid_min, 0), least(greatest(ends[1], valid_min), valid_max))::decimal(24, 6) as low_value,
    if(high_end is null, valid_max, least(greatest(ends[2], valid_min), valid_max))::decimal(24, 6) as high_value,
    last_period_id, last_low_value, last_high_value, reason_vi,
from bound
