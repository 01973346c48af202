-- description: Every number that is said of a target at a cut-off, with its unit of measure and as many decimals as its sentence needs.
-- grain: one row per target, version, cut-off period and figure
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column figure: result, expected, asked, low, high (of the result), level or base; where a figure of these is missing their least, and level_most, base_most
-- column value: the number; ratings as ranks. Result, low and high have the fewest decimals with which each stands to what was to be reached, and to what is asked for, as the exact one does
-- column is_rounded: of level and base, whether the number is not quite what is compared
-- column unit_of_measure: its unit of measure
-- column unit_of_measure_vi: its name
with said as (
    select
        progress.*, asked.unit_of_measure as asked_unit, asked.unit_of_measure_vi as asked_unit_vi,
        own.unit_of_measure as own_unit, base.unit_of_measure as base_unit,
        if(asked_unit = 'percent', 1, least(greatest(coalesce(own.decimals, 1), 1), 6)) as least_decimals,
        result_value is null or level.value is null as is_open,
        -- What makes the result, or both ends of what makes its bounds.
        unnest(['result', 'expected', 'asked', 'low', 'high', 'level', 'level_most', 'base', 'base_most']) as figure,
        unnest([
            result_value, expected_value, target_value, progress.low_value, progress.high_value,
            if(is_open, level.low_value, level.value),
            if(is_open and level.low_value < level.high_value, level.high_value, null),
            coalesce(from_base.value, from_base.low_value), if(from_base.value is null, from_base.high_value, null),
        ])::decimal(24, 6) as exact,
        unnest([
            null, null, null, null, null, if(is_open, level.low_exact, level.value_exact), level.high_exact,
            if(from_base.value is null, from_base.low_exact, from_base.value_exact), from_base.high_exact,
        ]) as fraction,
    from core.target_progress as progress
    join core.target_asked as asked using (target_id, version)
    left join core.target_level as level
        on asked.kind in ('share_of_base', 'growth') and level.target_id = progress.target_id
        and level.version = progress.version and level.cutoff_period_id = progress.cutoff_period_id
    left join core.target_base as from_base using (target_id, version)
    left join reference.indicator as own on own.indicator_id = asked.indicator_id
    left join reference.indicator as base on base.indicator_id = asked.base_indicator_id
),

rounded as (
    select
        *,
        case figure[:4] when 'leve' then own_unit when 'base' then base_unit else asked_unit end as unit_of_measure,
        [round(exact, 1)::decimal(24, 6), round(exact, 2), round(exact, 3), round(exact, 4), round(exact, 5), exact] as shown,
        [
            round(expected_value, 2)::decimal(24, 6), round(expected_value, 2), round(expected_value, 3),
            round(expected_value, 4), round(expected_value, 5), expected_value,
        ] as due,
    from said
    where exact is not null
),

told_apart as (
    select
        *,
        list_filter(range(least_decimals, 7), lambda place:
            sign(shown[place] - target_value) = sign(exact - target_value)
            and coalesce(sign(shown[place] - due[place]) = sign(exact - expected_value), true)
        )[1] as enough,
        max(enough) filter (where figure in ('result', 'low', 'high'))
            over (partition by target_id, version, cutoff_period_id) as decimals,
    from rounded
)

select
    target_id, version, cutoff_period_id, figure,
    case
        when figure in ('result', 'low', 'high') then shown[decimals]
        when figure = 'asked' or exact = target_value then exact
        else shown[greatest(coalesce(decimals, 2), 2)]
    end as value,
    coalesce(fraction['part'] * 1000000 <> (value * 1000000)::hugeint * fraction['whole'], false) as is_rounded,
    unit_of_measure, if(unit_of_measure = asked_unit, asked_unit_vi, unit.label_vi) as unit_of_measure_vi,
from told_apart
left join reference.word as unit on unit.list_id = 'unit_of_measure' and unit.code = told_apart.unit_of_measure
