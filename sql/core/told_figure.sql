-- description: What units say was done within given days, whichever return says it: of indicators that a form tells of other days than its period's.
-- grain: one row per unit, indicator, breakdown and days
-- column unit_id: unit that the figure is about
-- column indicator_id: indicator
-- column breakdown: members that it is broken down by; empty: a total
-- column axes: axes of these: parts with the same ones do not overlap
-- column is_partial: whether the parts with these axes need not make up the whole ('trong đó')
-- column starts_on: first day that it is about
-- column ends_on: last day that it is about
-- column about_period_id: period of the register with these days; null where it has none
-- column period_id: period of the return that says it
-- column relative_period: these days relative to it; empty: its own
-- column is_own: whether the return is the one for these days
-- column reporter_id: unit whose return says it
-- column return_id: return in force that holds it
-- column state: value, zero, none_occurred, not_applicable, no_data, blank or unreadable
-- column comparator: '=' for an exact figure, otherwise the bound that the text claims; null when unknown
-- column value: number in the indicator's unit of measure; null when unknown
-- column low_value: least that it may be
-- column high_value: most that it may be
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column low: least that it may be, one step of 0.000001 inside an open end
-- column high: most that it may be, one step of 0.000001 inside an open end
-- column is_corrected: whether it is the steward's correction of what stands in the cell
-- column path: file below raw/returns
-- column sheet_name: sheet of the workbook
-- column address: cell of the figure
with told as (
    select * from core.kind_value where kind in ('own', 'cumulative', 'other_period')
),

needed as (
    select distinct indicator_id from core.kind_value where kind in ('cumulative', 'other_period', 'reference')
),

figure as (
    select
        observation.unit_id, observation.indicator_id, '' as breakdown, '' as axes, false as is_partial,
        period.starts_on, period.ends_on, period.period_id as about_period_id, period.period_id, '' as relative_period,
        returned.unit_id as reporter_id, observation.return_id, observation.state, observation.comparator,
        observation.value, observation.low_value, observation.high_value, observation.is_low_open,
        observation.is_high_open, observation.low, observation.high, observation.is_corrected,
        returned.path, observation.sheet_name, observation.address,
    from staging.observation as observation
    join core.return as returned using (return_id)
    join reference.period as period on period.period_id = observation.period_id
    semi join needed using (indicator_id)
    where returned.is_in_force and observation.is_due
    union all by name
    select told.* exclude (kind, is_part, days) from told semi join needed using (indicator_id)
)

select
    unit_id, indicator_id, breakdown, axes, is_partial, starts_on, ends_on, about_period_id, period_id, relative_period,
    about_period_id is not distinct from period_id as is_own,
    reporter_id, return_id, state, comparator, value, low_value, high_value, is_low_open, is_high_open, low, high,
    is_corrected, path, sheet_name, address,
from figure
-- The return for these days counts first, then the unit's own word, then what was said last.
qualify row_number() over (
    partition by unit_id, indicator_id, breakdown, starts_on, ends_on
    order by about_period_id is not distinct from period_id desc, relative_period <> '', reporter_id <> unit_id,
        reporter_id, period_id desc
) = 1
