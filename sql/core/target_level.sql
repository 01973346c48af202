-- description: How high what a target is about stands at each cut-off, all units together: the total so far of what is added up, else the latest figure.
-- grain: one row per target, version and cut-off period
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column value: of what is known; null of a stock, or of a year that growth compares, while a figure is missing: the rest is none
-- column low_value: least that it may be
-- column high_value: most that it may be
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column is_perhaps_void: whether it may turn out that there is no such figure
-- column value_exact: value without a rounding, {part, whole}: whole numbers, of which the first through the second is it
-- column low_exact: low_value likewise
-- column high_exact: high_value likewise
-- column due_count: unit figures due
-- column known_count: unit figures known
with total as (
    select
        cutoff.target_id, cutoff.version, cutoff.cutoff_period_id, total.value, total.low_value, total.high_value,
        total.is_low_open, total.is_high_open, total.is_perhaps_void, total.value_exact, total.low_exact, total.high_exact,
        total.due_count, total.known_count,
    from core.target_cutoff as cutoff
    join core.target_asked as asked using (target_id, version)
    join core.span_value as total
        on total.group_kind = 'bloc' and total.indicator_id = asked.indicator_id and total.span_id = cutoff.span_id
    where asked.aggregation = 'sum' and cutoff.kind <> 'growth'
),

-- A whole year alone is compared with another one, unless it is told yearly.
latest as (
    select
        cutoff.target_id, cutoff.version, cutoff.cutoff_period_id,
        if(
            asked.aggregation in ('last', 'sum') and latest.known_count < latest.due_count
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
    where (asked.aggregation <> 'sum' or cutoff.kind = 'growth')
        and (asked.latest_kind <> 'year' or asked.is_yearly or latest.is_whole_year)
    qualify row_number() over (
        partition by cutoff.target_id, cutoff.version, cutoff.cutoff_period_id order by latest.ends_on desc
    ) = 1
)

select
    target_id, version, cutoff_period_id, value, low_value, high_value, is_low_open, is_high_open, is_perhaps_void,
    value_exact, low_exact, high_exact, due_count, known_count,
from total
union all
select * from latest
