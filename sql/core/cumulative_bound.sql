-- description: How much each period's figure may be, given what a unit told from January on before it and after it, and of the periods between. Where others became part of it within the year, what it told since may hold their figures, all of them or none.
-- grain: one row per unit, period up to the last such figure of its year, indicator and breakdown; none where what was told contradicts itself
-- column unit_id: unit
-- column period_id: period
-- column indicator_id: indicator
-- column breakdown: members that it is broken down by; empty: a total
-- column low_value: least that the figure may be
-- column high_value: most that it may be
with added as (
    select *,
        sum(own_low + least_taken_in) over so_far as low_sum, sum(own_high + most_taken_in) over so_far as high_sum,
    from core.cumulative_told
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
        greatest(own_low, reached_low - coalesce(lag(reached_high) over same_year, 0) - most_taken_in) as low_value,
        least(own_high, reached_high - coalesce(lag(reached_low) over same_year, 0) - least_taken_in) as high_value,
    from reached
    window same_year as (partition by chain order by last_on)
),

possible as (
    select * from bound qualify bool_and(low_value <= high_value and reached_low <= reached_high) over (partition by chain)
)

select unit_id, period_id, indicator_id, breakdown,
    min(low_value)::decimal(24, 6) as low_value, max(high_value)::decimal(24, 6) as high_value,
from possible
group by unit_id, period_id, indicator_id, breakdown
