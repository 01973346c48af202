-- description: Every number that is said of a target at a cut-off, with its unit of measure.
-- grain: one row per target, version, cut-off period and figure
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column figure: result, expected, asked, low, high (of the result; percentages to one decimal, outwards), level or base
-- column value: the number; ratings as ranks
-- column unit_of_measure: its unit of measure
-- column unit_of_measure_vi: its name
with said as (
    select
        progress.*,
        asked.unit_of_measure,
        asked.unit_of_measure_vi,
        own.unit_of_measure as own_unit,
        own_unit.label_vi as own_unit_vi,
        if(asked.unit_of_measure = 'percent', 10, 1000000) as steps,
        if(progress.base_value is null, null, level.value) as level_value,
    from core.target_progress as progress
    join core.target_asked as asked using (target_id, version)
    left join core.target_level as level using (target_id, version, cutoff_period_id)
    left join reference.indicator as own on own.indicator_id = asked.indicator_id
    left join reference.word as own_unit on own_unit.list_id = 'unit_of_measure' and own_unit.code = own.unit_of_measure
),

figure as (
    select
        target_id, version, cutoff_period_id, unit_of_measure, unit_of_measure_vi, own_unit, own_unit_vi,
        unnest(['result', 'expected', 'asked', 'low', 'high', 'level', 'base']) as figure,
        unnest([
            shown_value,
            expected_value,
            target_value,
            (floor(low_value * steps) / steps)::decimal(24, 6),
            (ceil(high_value * steps) / steps)::decimal(24, 6),
            level_value,
            base_value
        ])::decimal(24, 6) as value,
    from said
)

select
    target_id, version, cutoff_period_id, figure, value,
    if(figure in ('level', 'base'), own_unit, unit_of_measure) as unit_of_measure,
    if(figure in ('level', 'base'), own_unit_vi, unit_of_measure_vi) as unit_of_measure_vi,
from figure
where value is not null
