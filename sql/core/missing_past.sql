-- description: Figures that are missing and that the register missing_bound is about, each with the last figure before, of the unit or of all that it came of.
-- grain: one row per unit, period and indicator due that no return in force holds, and that a line of the register is about
-- kept by: unit_id
-- reaches: core.observation by core.unit_origin (earlier_unit_id)
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator
-- column kind: kind of unit that the line of the register is about; null where it is about all
-- column last_period_id: last period before for which all that the unit was then have told the figure; null where there is none
-- column last_low_value: least that the part of it which falls to the unit may be; of what is counted whole a part is whole
-- column last_high_value: most that it may be; likewise
-- column from_nothing: whether any of what it was then told nothing: then it may have grown to any
-- column part_count: lines of unit.csv that it was then
-- column passed: periods since then, of what is told yearly years
with period as (
    select *, row_number() over (partition by period_type order by ends_on) as place from reference.period
),

missing as (
    select
        due.unit_id, due.period_id, due.indicator_id, bound.kind, period.period_type, period.place, period.year,
        indicator.frequency in ('year', 'term') as is_yearly, measure.is_added_up,
        indicator.decimals = 0 as is_whole,
    from core.due_figure as due
    join reference.missing_bound as bound using (indicator_id)
    join reference.indicator as indicator using (indicator_id)
    join core.indicator_measure as measure using (indicator_id)
    join period on period.period_id = due.period_id
    join core.unit_of_period as unit on unit.unit_id = due.unit_id and unit.period_id = due.period_id
    anti join core.observation as known
        on known.is_in_force and known.unit_id = due.unit_id and known.period_id = due.period_id
        and known.indicator_id = due.indicator_id
    where coalesce(bound.kind = unit.kind, true)
    -- A line for the kind of unit says more than one for all.
    qualify row_number() over (partition by due.unit_id, due.period_id, due.indicator_id order by bound.kind is null) = 1
),

-- What a unit took in, or gave away, since a figure is no longer, or newly, in its own: so all are added up that it was then.
earlier as (
    select
        missing.unit_id, missing.period_id, missing.indicator_id, period.place, period.period_id as last_period_id,
        -- Each that is counted whole fell whole to one or another.
        sum(if(is_whole and least_share < 1, floor(least_share * known.low_value), least_share * known.low_value))
            as last_low_value,
        sum(if(is_whole and least_share < 1, ceil(most_share * known.high_value), most_share * known.high_value))
            as last_high_value,
        bool_or(known.high_value = 0) as from_nothing,
        count(*) as part_count,
        any_value(if(is_yearly, missing.year - period.year, missing.place - period.place)) as passed,
    from missing
    join core.unit_origin as origin using (unit_id, period_id)
    join period
        on period.period_type = missing.period_type and period.place < missing.place
        and period.ends_on >= greatest(origin.from_on, origin.whole_from_on)
        and period.ends_on < coalesce(origin.until_on, 'infinity')
    left join core.observation as known
        on known.is_in_force and known.value is not null and known.unit_id = origin.earlier_unit_id
        and known.period_id = period.period_id and known.indicator_id = missing.indicator_id
    group by missing.unit_id, missing.period_id, missing.indicator_id, period.place, period.period_id
    -- A figure that is never added up tells of the whole unit alone.
    having count(known.value) = count(*)
        and (bool_and(is_added_up) or (count(*) = 1 and bool_and(origin.earlier_unit_id = missing.unit_id and least_share = 1)))
    qualify row_number() over (
        partition by missing.unit_id, missing.period_id, missing.indicator_id order by period.place desc
    ) = 1
)

select
    unit_id, period_id, indicator_id, kind,
    last_period_id, last_low_value, last_high_value, from_nothing, part_count, passed,
from missing
left join earlier using (unit_id, period_id, indicator_id)
