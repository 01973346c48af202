-- description: Every number that is said of a target at a cut-off, as it is: what it came to, what was to be reached, and what either is made of.
-- grain: one row per target, version, cut-off period and figure
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column figure: result, expected, asked, low, high (of the result), level or base; where a figure of these is missing their least, and level_most, base_most; of a mean level (the total) or level:<year> (each year), and base (of how many years)
-- column number: the number with six decimals; ratings as ranks
-- column exact: the same without a rounding, {part, whole}: whole numbers, of which the first through the second is it; null of what is asked for, which is none
-- column beyond: of an end that itself is excluded, whether it is surely more or less than that; null of all else
-- column target_value: what is asked for in the end
-- column expected_value: what was to be reached by the cut-off
-- column is_equation: whether its sentence works the result out
-- column least_decimals: least decimals with which the result is said, as far as it has any
-- column unit_of_measure: its unit of measure
-- column unit_of_measure_vi: its name
with said as (
    select
        progress.*, asked.kind in ('share_of_base', 'growth', 'average') as is_equation,
        asked.unit_of_measure as asked_unit, asked.unit_of_measure_vi as asked_unit_vi,
        if(asked_unit = 'percent', 1, least(greatest(coalesce(own.decimals, 1), 1), 6)) as least_decimals,
        result_value is null or level.value is null as is_open,
        -- What makes the result, or both ends of what makes its bounds.
        unnest(['result', 'expected', 'asked', 'low', 'high', 'level', 'level_most', 'base', 'base_most']) as figure,
        unnest([
            result_value, expected_value, target_value, progress.low_value, progress.high_value,
            if(is_open, level.low_value, level.value),
            if(is_open and level.low_value < level.high_value, level.high_value, null),
            coalesce(from_base.value, from_base.low_value), if(from_base.value is null, from_base.high_value, null),
        ])::decimal(24, 6) as number,
        unnest([
            result_exact, expected_exact, null, progress.low_exact, progress.high_exact,
            if(is_open, level.low_exact, level.value_exact), level.high_exact,
            if(from_base.value is null, from_base.low_exact, from_base.value_exact), from_base.high_exact,
        ]) as exact,
        unnest([
            null, null, null, null, null, if(is_open and level.is_low_open, 'more', null), if(level.is_high_open, 'less', null),
            if(from_base.value is null and from_base.is_low_open, 'more', null), if(from_base.is_high_open, 'less', null),
        ]) as beyond,
        unnest([
            asked_unit, asked_unit, asked_unit, asked_unit, asked_unit, own.unit_of_measure, own.unit_of_measure,
            base.unit_of_measure, base.unit_of_measure,
        ]) as unit_of_measure,
    from core.target_progress as progress
    join core.target_asked as asked using (target_id, version)
    left join core.target_level as level
        on asked.kind in ('share_of_base', 'growth') and level.target_id = progress.target_id
        and level.version = progress.version and level.cutoff_period_id = progress.cutoff_period_id
    left join core.target_base as from_base using (target_id, version)
    left join reference.indicator as own on own.indicator_id = asked.indicator_id
    left join reference.indicator as base on base.indicator_id = asked.base_indicator_id
),

-- What a mean is made of.
averaged as (
    select
        said.* exclude (figure, number, exact, beyond, unit_of_measure),
        part.figure, part.exact, rounded(part.exact, 6) as number,
        null::varchar as beyond, if(part.figure = 'base', null, asked_unit) as unit_of_measure,
    from said
    join core.target_mean_part as part using (target_id, version, cutoff_period_id)
    where said.figure = 'result' and said.number is not null
),

shown as (
    select * from said
    union all by name
    select * from averaged
)

select
    target_id, version, cutoff_period_id, figure, number, exact, beyond, target_value, expected_value, is_equation,
    least_decimals,
    shown.unit_of_measure, if(shown.unit_of_measure = asked_unit, asked_unit_vi, unit.label_vi) as unit_of_measure_vi,
from shown
left join reference.word as unit on unit.list_id = 'unit_of_measure' and unit.code = shown.unit_of_measure
where number is not null
