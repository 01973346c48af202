-- description: How high what a target is about stands at each cut-off, all units together: the total so far of what is added up, else the latest figure.
-- grain: one row per target, version and cut-off period
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column value: of what is known; null of a stock, of a year that growth compares, and of what is its own base, while a figure is missing, as the rest is none, or where they are surely more or less
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

-- A whole year alone is compared with another one, unless it is told yearly.
latest as (
    select
        cutoff.target_id, cutoff.version, cutoff.cutoff_period_id, latest.span_id, latest.indicator_id,
        asked.aggregation in ('last', 'sum') as is_none_in_part,
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
),

chosen as (
    select
        cutoff.target_id, cutoff.version, cutoff.cutoff_period_id, cutoff.span_id, asked.indicator_id,
        false as is_none_in_part,
    from core.target_cutoff as cutoff
    join core.target_asked as asked using (target_id, version)
    where asked.aggregation = 'sum' and cutoff.kind <> 'growth'
    union all
    from latest
)

select
    chosen.target_id, chosen.version, chosen.cutoff_period_id,
    if(
        (is_none_in_part or own_base.target_id is not null)
        and (
            (figure.known_count < figure.due_count and figure.low_value < figure.high_value)
            or (figure.is_low_open and figure.value = figure.low_value)
            or (figure.is_high_open and figure.value = figure.high_value)
        ),
        null, figure.value
    ) as value,
    figure.low_value, figure.high_value, figure.is_low_open, figure.is_high_open, figure.is_perhaps_void,
    figure.value_exact, figure.low_exact, figure.high_exact,
    own_base.target_id is not null as is_base,
    figure.due_count, figure.known_count,
from chosen
join core.span as span using (span_id)
join core.span_value as figure
    on figure.group_kind = 'bloc' and figure.span_id = chosen.span_id and figure.indicator_id = chosen.indicator_id
left join own_base
    on own_base.target_id = chosen.target_id and own_base.version = chosen.version
    and own_base.starts_on = span.starts_on and own_base.ends_on = span.ends_on
