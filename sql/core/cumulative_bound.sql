-- description: How much each period's figure may be, given what a unit told from January on before it and after it, and of the periods between.
-- grain: one row per unit, period up to the last such figure of its year, indicator and breakdown; none where what was told contradicts itself
-- column unit_id: unit
-- column period_id: period
-- column indicator_id: indicator
-- column breakdown: members that it is broken down by; empty: a total
-- column low_value: least that the figure may be
-- column high_value: most that it may be
with year as (
    select said.unit_id, said.indicator_id, said.breakdown, said.starts_on, period.period_type,
        concat_ws(' ', said.unit_id, said.indicator_id, said.breakdown, said.starts_on, period.period_type) as chain,
        max(said.ends_on) as ends_on,
        any_value(least(indicator.valid_min, 0)) as least_value, any_value(indicator.valid_max) as most_value,
    from core.kind_value as said
    join reference.period as period using (period_id)
    join reference.indicator as indicator using (indicator_id)
    where said.kind = 'cumulative' and said.value is not null and indicator.aggregation = 'sum'
    group by said.unit_id, said.indicator_id, said.breakdown, said.starts_on, period.period_type
),

-- Each period's own figure, and all up to its end, as far as they are told. What is 'more than' has no end above.
told as (
    select year.*, period.period_id, period.ends_on as last_on,
        own.value is not null or own.state is not distinct from 'not_applicable' as is_told,
        if(is_told, own.low_value, least_value) as own_low,
        if(is_told, own.high_value, most_value) as own_high,
        if(so_far.value is null, null, so_far.low_value) as so_far_low,
        if(so_far.value is null or so_far.comparator in ('>', '>='), null, so_far.high_value) as so_far_high,
    from year
    join reference.period as period
        on period.period_type = year.period_type and period.starts_on >= year.starts_on and period.ends_on <= year.ends_on
    left join core.told_figure as own
        on own.unit_id = year.unit_id and own.indicator_id = year.indicator_id and own.breakdown = year.breakdown
        and own.starts_on = period.starts_on and own.ends_on = period.ends_on
    left join core.told_figure as so_far
        on so_far.unit_id = year.unit_id and so_far.indicator_id = year.indicator_id and so_far.breakdown = year.breakdown
        and so_far.starts_on = year.starts_on and so_far.ends_on = period.ends_on
    -- Only where periods follow one another without a gap.
    qualify sum(period.ends_on - period.starts_on + 1) over (partition by chain) = year.ends_on - year.starts_on + 1
),

added as (
    select *, sum(own_low) over so_far as low_sum, sum(own_high) over so_far as high_sum
    from told
    window so_far as (partition by chain order by last_on)
),

-- All up to a period's end: what was told before and at least, or at most, what came since; what was told later without that.
reached as (
    select *,
        low_sum + greatest(max(so_far_low - low_sum) over earlier, 0) as low_since,
        greatest(low_since, high_sum + max(so_far_low - high_sum) over later) as reached_low,
        high_sum + least(min(so_far_high - high_sum) over earlier, 0) as high_since,
        least(high_since, low_sum + min(so_far_high - low_sum) over later) as reached_high,
    from added
    window earlier as (partition by chain order by last_on), later as (partition by chain order by last_on desc)
),

bound as (
    select *,
        greatest(own_low, reached_low - coalesce(lag(reached_high) over same_year, 0)) as low_value,
        least(own_high, reached_high - coalesce(lag(reached_low) over same_year, 0)) as high_value,
    from reached
    window same_year as (partition by chain order by last_on)
)

select unit_id, period_id, indicator_id, breakdown,
    low_value::decimal(24, 6) as low_value, high_value::decimal(24, 6) as high_value,
from bound
qualify bool_and(low_value <= high_value and reached_low <= reached_high) over (partition by chain)
