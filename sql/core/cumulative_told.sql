-- description: What a unit told from January on, period by period, up to the last such figure of its year: each period's own figure, and all up to its end, as far as they are told.
-- grain: one row per unit, period, indicator, breakdown, first day of the year, and way in which the figures of others count that became part of it within the year: all, or none
-- column unit_id: unit
-- column indicator_id: indicator
-- column breakdown: members that it is broken down by; empty: a total
-- column period_id: period
-- column last_on: its last day
-- column chain: what is told of one year, counted in one way
-- column least_taken_in: least that figures of others add from this period on
-- column most_taken_in: most that they add
-- column is_told: whether the period's own figure is told
-- column own_low: least that it may be
-- column own_high: most that it may be
-- column so_far_low: least that all up to its end may be, as it was told; null where it was not
-- column so_far_high: most that it may be, likewise
with year as (
    select said.unit_id, said.indicator_id, said.breakdown, said.starts_on, period.period_type,
        max(said.ends_on) as ends_on,
        any_value(least(indicator.valid_min, 0)) as least_value, any_value(indicator.valid_max) as most_value,
        bool_or(taken_in.unit_id is not null) as has_taken_in,
    from core.kind_value as said
    join reference.period as period using (period_id)
    join reference.indicator as indicator using (indicator_id)
    left join core.cumulative_taken_in as taken_in
        on taken_in.unit_id = said.unit_id and taken_in.indicator_id = said.indicator_id
        and taken_in.breakdown = said.breakdown and taken_in.starts_on = said.starts_on
    where said.kind = 'cumulative' and said.value is not null and indicator.aggregation = 'sum'
    group by said.unit_id, said.indicator_id, said.breakdown, said.starts_on, period.period_type
),

begun as (
    select distinct unit_id, period_id from core.unit_origin
),

-- All that it may hold of others counts, or none of it.
way as (
    select *, concat_ws(' ', unit_id, indicator_id, breakdown, starts_on, period_type, with_others) as chain,
    from year
    cross join (values (false), (true)) as way(with_others)
    where has_taken_in or not with_others
)

-- What is 'more than' has no end above.
select
    way.unit_id, way.indicator_id, way.breakdown, period.period_id, period.ends_on as last_on, way.chain,
    if(with_others, coalesce(taken_in.least_taken_in, 0), 0) as least_taken_in,
    if(with_others, coalesce(taken_in.most_taken_in, 0), 0) as most_taken_in,
    own.value is not null or own.state is not distinct from 'not_applicable' as is_told,
    case when is_told then own.low_value when unit.period_id is not null then least_value else 0 end as own_low,
    case when is_told then own.high_value when unit.period_id is not null then most_value else 0 end as own_high,
    if(so_far.value is null, null, so_far.low_value) as so_far_low,
    if(so_far.value is null or so_far.comparator in ('>', '>='), null, so_far.high_value) as so_far_high,
from way
join reference.period as period
    on period.period_type = way.period_type and period.starts_on >= way.starts_on and period.ends_on <= way.ends_on
left join core.cumulative_taken_in as taken_in
    on taken_in.unit_id = way.unit_id and taken_in.indicator_id = way.indicator_id
    and taken_in.breakdown = way.breakdown and taken_in.starts_on = way.starts_on
    and taken_in.period_id = period.period_id
left join begun as unit on unit.unit_id = way.unit_id and unit.period_id = period.period_id
left join core.told_figure as own
    on own.unit_id = way.unit_id and own.indicator_id = way.indicator_id and own.breakdown = way.breakdown
    and own.starts_on = period.starts_on and own.ends_on = period.ends_on
left join core.told_figure as so_far
    on so_far.unit_id = way.unit_id and so_far.indicator_id = way.indicator_id and so_far.breakdown = way.breakdown
    and so_far.starts_on = way.starts_on and so_far.ends_on = period.ends_on
-- Only where periods follow one another without a gap.
qualify sum(period.ends_on - period.starts_on + 1) over (partition by way.chain) = way.ends_on - way.starts_on + 1
