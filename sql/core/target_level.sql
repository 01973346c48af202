-- description: How high what a target is about stands at each cut-off, all units together: the total so far of what is added up, else the latest figure.
-- grain: one row per target, version and cut-off period
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column value: of what is known; null of a stock, of a year that growth compares, and of what is its own base, while a figure is missing: the rest is none
-- column low_value: least that it may be
-- column high_value: most that it may be
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column is_perhaps_void: whether it may turn out that there is no such figure
-- column value_exact: value without a rounding, {part, whole}: whole numbers, of which the first through the second is it
-- column low_exact: low_value likewise
-- column high_exact: high_value likewise
-- column is_base: whether it is the very figure that it is compared with: that of the base's own days
-- column due_count: unit figures due
-- column known_count: unit figures known
with own_base as (
    select asked.target_id, asked.version, base.starts_on, base.ends_on
    from core.target_asked as asked
    join reference.period as base on base.period_id = asked.base_period_id
    where asked.kind in ('share_of_base', 'growth') and asked.base_value is null
        and asked.base_indicator_id = asked.indicator_id
),

total as (
    select
        cutoff.target_id, cutoff.version, cutoff.cutoff_period_id,
        own_base.target_id is not null as is_base,
        if(is_base and total.known_count < total.due_count and total.low_value < total.high_value, null, total.value) as value,
        total.low_value, total.high_value,
        total.is_low_open, total.is_high_open, total.is_perhaps_void, total.value_exact, total.low_exact, total.high_exact,
        total.due_count, total.known_count,
    from core.target_cutoff as cutoff
    join reference.target as target using (target_id, version)
    join core.target_asked as asked using (target_id, version)
    join core.span_value as total
        on total.group_kind = 'bloc' and total.indicator_id = asked.indicator_id and total.span_id = cutoff.span_id
    left join own_base
        on own_base.target_id = cutoff.target_id and own_base.version = cutoff.version
        and own_base.starts_on = target.starts_on and own_base.ends_on = cutoff.ends_on
    where asked.aggregation = 'sum' and cutoff.kind <> 'growth'
),

-- A whole year alone is compared with another one, unless it is told yearly.
latest as (
    select
        cutoff.target_id, cutoff.version, cutoff.cutoff_period_id,
        own_base.target_id is not null as is_base,
        if(
            (asked.aggregation in ('last', 'sum') or is_base) and latest.known_count < latest.due_count
            and latest.low_value < latest.high_value,
            null, latest.value
        ) as value,
        latest.low_value, latest.high_value,
        latest.is_low_open, latest.is_high_open, latest.is_perhaps_void, latest.value_exact, latest.low_exact,
        latest.high_exact, latest.due_count, latest.known_count,
    from core.target_cutoff as cutoff
    join core.target_asked as asked using (target_id, version)
    join core.span_compared as latest
        on latest.indicator_id = asked.indicator_id
        and latest.first_period_id = cutoff.first_period_id
        and latest.last_period_id = cutoff.cutoff_period_id
        and latest.span_kind = asked.latest_kind
    left join own_base
        on own_base.target_id = cutoff.target_id and own_base.version = cutoff.version
        and own_base.starts_on = latest.starts_on and own_base.ends_on = latest.ends_on
    where (asked.aggregation <> 'sum' or cutoff.kind = 'growth')
        and (asked.latest_kind <> 'year' or asked.is_yearly or latest.is_whole_year)
    qualify row_number() over (
        partition by cutoff.target_id, cutoff.version, cutoff.cutoff_period_id order by latest.ends_on desc
    ) = 1
)

select
    target_id, version, cutoff_period_id, value, low_value, high_value, is_low_open, is_high_open, is_perhaps_void,
    value_exact, low_exact, high_exact, is_base, due_count, known_count,
from (from total union all by name from latest)
