-- description: Figures of accepted returns, with the bounds of what each may mean and the span in which it was known.
-- grain: one row per accepted return, unit and due indicator
-- kept by: period_id
-- column return_id: return that the figure stands in
-- column unit_id: unit that the figure is about
-- column reporter_id: unit whose return says it
-- column period_id: period that the figure is about
-- column indicator_id: indicator
-- column value: number in the indicator's unit of measure, for ratings the rank; null when unknown
-- column comparator: '=' for an exact figure, otherwise the bound that the text claims
-- column state: value, zero, none_occurred, not_applicable, no_data, blank or unreadable
-- column low_value: least that the figure may be: a blank may be anything the register allows, 'trên 500' is above 500
-- column high_value: most that the figure may be
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column low: least that it may be, one step of 0.000001 inside an open end
-- column high: most that it may be, one step of 0.000001 inside an open end
-- column known_from_at: instant from which the figure was in force (UTC)
-- column known_to_at: instant at which a later accepted revision replaced it (UTC); null while in force
-- column is_in_force: whether the figure counts now
-- column is_corrected: whether it is the steward's correction of what stands in the cell
-- column is_derived: whether it follows from what the return says of other days: from January on, or of a month of its own
-- column path: file below raw/returns
-- column sheet_name: sheet of the workbook
-- column address: cell of the figure
with figure as (
    select
        accepted.return_id, observation.unit_id, accepted.unit_id as reporter_id, accepted.period_id,
        observation.indicator_id, observation.value, observation.comparator, observation.state,
        observation.low_value, observation.high_value, observation.is_low_open, observation.is_high_open,
        observation.low, observation.high, accepted.known_from_at, accepted.known_to_at, accepted.is_in_force,
        observation.is_corrected, false as is_derived, accepted.path, observation.sheet_name, observation.address,
    from core.return as accepted
    join staging.observation as observation using (return_id)
    where accepted.status = 'accepted' and observation.is_due
    union all
    -- Their return may be one of another period, of which no row is read where a period alone is made again.
    select
        return_id, unit_id, reporter_id, period_id, indicator_id, value, comparator, state, low_value, high_value,
        is_low_open, is_high_open, low_value as low, high_value as high, known_from_at, null as known_to_at,
        true as is_in_force, is_corrected, true as is_derived, path, sheet_name, address,
    from core.period_figure
    where breakdown = ''
)

select
    return_id,
    unit_id,
    reporter_id,
    period_id,
    indicator_id,
    value,
    comparator,
    state,
    low_value,
    high_value,
    is_low_open,
    is_high_open,
    low,
    high,
    known_from_at,
    known_to_at,
    -- Of several units that tell it, the unit itself counts first; before all, who tells the figure itself.
    is_in_force and row_number() over (
        partition by unit_id, period_id, indicator_id, is_in_force
        order by is_derived, reporter_id <> unit_id, reporter_id
    ) = 1 as is_in_force,
    is_corrected,
    is_derived,
    path,
    sheet_name,
    address,
from figure
