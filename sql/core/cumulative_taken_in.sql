-- description: What a figure from January on may hold besides what the unit itself was told of: figures of units that became part of it within the year, or less of its own since it gave a part away.
-- grain: one row per unit, period in which that happened, indicator and breakdown of which it told figures from January on, and first day of that year
-- column unit_id: unit
-- column period_id: period
-- column indicator_id: indicator
-- column breakdown: members that it is broken down by; empty: a total
-- column starts_on: first day of the year
-- column least_taken_in: least that it adds to the figures of the unit itself, where it counts at all
-- column most_taken_in: most that it adds
with year as (
    select distinct said.unit_id, said.indicator_id, said.breakdown, said.starts_on, period.period_type,
    from core.kind_value as said
    join reference.period as period using (period_id)
    join reference.indicator as indicator using (indicator_id)
    where said.kind = 'cumulative' and indicator.aggregation = 'sum'
),

-- Each line of unit.csv that ended within the year and fell to the unit, with the first period of which it says so.
changed as (
    select
        year.*, period.period_id, origin.earlier_unit_id, origin.from_on, origin.until_on,
        origin.earlier_unit_id = year.unit_id as is_own, origin.least_share = 1 as is_whole,
    from year
    join reference.period as period
        on period.period_type = year.period_type and period.starts_on >= year.starts_on
        and period.starts_on < year.starts_on + interval 1 year
    join core.unit_origin as origin on origin.unit_id = year.unit_id and origin.period_id = period.period_id
    where origin.until_on > year.starts_on and not (is_own and is_whole)
    qualify row_number() over (
        partition by year.unit_id, year.indicator_id, year.breakdown, year.starts_on, year.period_type, origin.earlier_unit_id,
            origin.from_on order by period.ends_on
    ) = 1
),

told as (
    select
        changed.unit_id, changed.period_id, changed.indicator_id, changed.breakdown, changed.starts_on,
        changed.earlier_unit_id, changed.from_on, changed.is_own, changed.is_whole,
        sum(coalesce(own.low_value, least(indicator.valid_min, 0))) as least_added,
        sum(coalesce(own.high_value, indicator.valid_max)) as most_added,
        -- What it told itself from January on is all of it, unless that held figures of others too.
        bool_and(changed.from_on <= changed.starts_on and other.unit_id is null) as is_alone,
        arg_max([so_far.low_value, so_far.high_value], period.ends_on) as in_all,
        is_alone and in_all[1] <= most_added and in_all[2] >= least_added as is_narrower,
        if(is_narrower, greatest(in_all[1], least_added), least_added) as least_told,
        if(is_narrower, least(in_all[2], most_added), most_added) as most_told,
    from changed
    join reference.indicator as indicator using (indicator_id)
    join reference.period as period
        on period.period_type = changed.period_type and period.starts_on >= changed.starts_on
        and period.ends_on >= changed.from_on and period.ends_on < changed.until_on
    left join core.told_figure as own
        on (own.value is not null or own.state = 'not_applicable')
        and own.unit_id = changed.earlier_unit_id and own.indicator_id = changed.indicator_id
        and own.breakdown = changed.breakdown and own.starts_on = period.starts_on and own.ends_on = period.ends_on
    left join core.told_figure as so_far
        on so_far.value is not null and so_far.comparator not in ('>', '>=') and so_far.unit_id = changed.earlier_unit_id
        and so_far.indicator_id = changed.indicator_id and so_far.breakdown = changed.breakdown
        and so_far.starts_on = changed.starts_on and so_far.ends_on = period.ends_on
    left join (select distinct unit_id, starts_on from changed) as other
        on other.unit_id = changed.earlier_unit_id and other.starts_on = changed.starts_on
    group by changed.unit_id, changed.period_id, changed.indicator_id, changed.breakdown, changed.starts_on,
        changed.earlier_unit_id, changed.from_on, changed.is_own, changed.is_whole
)

select
    unit_id, period_id, indicator_id, breakdown, starts_on,
    sum(case when is_own then least(-most_told, 0) when is_whole then least_told else least(least_told, 0) end)
        ::decimal(24, 6) as least_taken_in,
    sum(case when is_own then greatest(-least_told, 0) else if(is_whole, most_told, greatest(most_told, 0)) end)
        ::decimal(24, 6) as most_taken_in,
from told
group by unit_id, period_id, indicator_id, breakdown, starts_on
having least_taken_in <> 0 or most_taken_in <> 0
