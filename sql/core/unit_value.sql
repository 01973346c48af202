-- description: Every indicator of every unit, period by period, rates included, with the cell that it stands in.
-- grain: one row per unit, period and indicator due from it
-- kept by: unit_id, period_id
-- column unit_version_id: unit as it was on the last day of the period
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator
-- column return_id: return in force that holds it; null when missing
-- column state: value, zero, none_occurred, not_applicable, no_data, blank, unreadable or missing; of a rate that of its worst-known part
-- column comparator: '=' for an exact figure, otherwise the bound that the text claims; null when unknown
-- column value: value as reported, rank of a rating, or percent for a rate; null when unknown
-- column numerator: of a rate, while every part is known; null for all else
-- column denominator: likewise
-- column low_value: least that it may be; null for a rate of which only one part is due, or whose denominator is surely zero
-- column high_value: most that it may be
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column is_corrected: whether it is the steward's correction of what stands in the cell
-- column is_derived: whether it follows from what a return says of other days
-- column path: file below raw/returns; null for a rate, whose parts have cells, and for what is missing
-- column sheet_name: sheet of the workbook
-- column address: cell of the figure; of what is derived from a rating the rating's
with cell as (
    select * from core.observation where is_in_force
),

reported as (
    select
        known.unit_id, known.period_id, known.indicator_id, known.return_id,
        known.state, known.comparator, known.value,
        null::decimal(24, 6) as numerator, null::decimal(24, 6) as denominator,
        known.low_value, known.high_value, known.is_low_open, known.is_high_open,
        coalesce(cell.is_corrected, false) as is_corrected, coalesce(cell.is_derived, false) as is_derived,
        cell.path, cell.sheet_name, cell.address,
    from core.indicator_value as known
    join reference.indicator as indicator using (indicator_id)
    left join cell
        on cell.unit_id = known.unit_id
        and cell.period_id = known.period_id
        and cell.indicator_id = coalesce(indicator.derived_from_id, indicator.indicator_id)
),

rate as (
    select
        pair.unit_id, pair.period_id, pair.indicator_id, pair.return_id,
        case
            when pair.numerator is null or state = 'not_applicable' then state
            when pair.denominator = 0 then 'not_applicable'
            when pair.numerator = 0 then 'zero'
            else 'value'
        end as state,
        if(state <> 'not_applicable' and pair.denominator > 0, if(is_exact, '=', '≈'), null) as comparator,
        if(state <> 'not_applicable' and pair.denominator > 0, valid_max * pair.numerator / pair.denominator, null)
            ::decimal(24, 6) as value,
        (pair.numerator * 0.01)::decimal(24, 6) as numerator,
        (pair.denominator / valid_max)::decimal(24, 6) as denominator,
        bound.low_value, bound.high_value,
        coalesce(bound.is_low_open, false) as is_low_open, coalesce(bound.is_high_open, false) as is_high_open,
        false as is_corrected, false as is_derived,
        null::varchar as path, null::varchar as sheet_name, null::varchar as address,
    from core.span_rate_pair as pair
    join reference.indicator as indicator using (indicator_id)
    left join core.unit_rate as bound
        on bound.unit_id = pair.unit_id
        and bound.period_id = pair.period_id
        and bound.indicator_id = pair.indicator_id
    where pair.is_period
),

told as (
    select * from reported
    union all
    select * from rate
)

select
    unit.unit_version_id,
    told.unit_id, told.period_id, told.indicator_id, told.return_id, told.state, told.comparator, told.value,
    told.numerator, told.denominator, told.low_value, told.high_value, told.is_low_open, told.is_high_open,
    told.is_corrected, told.is_derived, told.path, told.sheet_name, told.address,
from told
join core.unit_of_period as unit using (unit_id, period_id)
