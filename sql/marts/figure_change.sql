-- description: Figures that a later revision of a return changed: what was known before, and what is known since. What changed between two releases: sql/analyses/changed_since_a_release.sql.
-- grain: one row per unit that the figure is about, period, indicator and revision that changed the figure
-- column unit_version_id: unit as it was on the last day of the period: key of marts.unit, where unit_id stands
-- column unit_name_vi: its name then
-- column period_id: period that the figure is about
-- column period_vi: its name
-- column indicator_id: indicator
-- column indicator_vi: its name
-- column unit_of_measure_vi: unit of measure of the figures
-- column state_before: value, zero, none_occurred, not_applicable, no_data, blank or unreadable
-- column state_before_vi: its name
-- column state: likewise, since
-- column state_vi: its name
-- column value_before: figure that was known; null for ratings, and when it was no number
-- column value: figure known since
-- column change_value: by how much it changed; null when one of both is no number
-- column comparator_before: '=' for an exact figure, otherwise the bound that the cell claimed; null when unknown
-- column comparator: likewise, since
-- column rating_before_vi: rating that was known; null for numbers
-- column rating_vi: rating known since
-- column revision_before_id: revision that said the one: key of marts.return_revision (revision_id)
-- column revision_id: revision that says the other
-- column changed_at: instant at which it came (UTC)
-- column changed_on: that day, where the office is
-- column path: file below raw/returns that brought it
-- column sheet_name: sheet of the workbook
-- column address: cell
-- Several revisions may come at one instant: their order is that of their numbers.
-- Most returns came once, and nothing is put in order for their figures.
with revised as (
    select unit_id as reporter_id, period_id
    from core.return
    where status = 'accepted'
    group by all
    having count(*) > 1
),

known as (
    select
        observation.*,
        lag(observation.return_id) over earlier as revision_before_id,
        lag(observation.state) over earlier as state_before,
        lag(observation.value) over earlier as value_before,
        lag(observation.comparator) over earlier as comparator_before,
    from core.observation as observation
    semi join revised using (reporter_id, period_id)
    join core.return as returned using (return_id)
    where not observation.is_derived
    -- A unit may be told of by others too, each of which has revisions of its own.
    window earlier as (
        partition by observation.unit_id, observation.reporter_id, observation.period_id, observation.indicator_id
        order by returned.revision
    )
)

select
    unit.unit_version_id, unit.unit_name_vi,
    later.period_id, period.label_vi as period_vi,
    later.indicator_id, indicator.label_vi as indicator_vi,
    measured.label_vi as unit_of_measure_vi,
    later.state_before, state_before.label_vi as state_before_vi,
    later.state, state.label_vi as state_vi,
    if(kind.measure = 'rating', null, later.value_before) as value_before,
    if(kind.measure = 'rating', null, later.value) as value,
    if(kind.measure = 'rating', null, later.value - later.value_before) as change_value,
    later.comparator_before, later.comparator,
    rating_before.rating_vi as rating_before_vi, rating.rating_vi,
    later.revision_before_id, later.return_id as revision_id,
    later.known_from_at as changed_at,
    (later.known_from_at at time zone 'UTC' at time zone office.time_zone)::date as changed_on,
    later.path, later.sheet_name, later.address,
from known as later
cross join reference.office as office
join core.unit_of_period as unit on unit.unit_id = later.unit_id and unit.period_id = later.period_id
join reference.period as period on period.period_id = later.period_id
join reference.indicator as indicator on indicator.indicator_id = later.indicator_id
join core.indicator_measure as kind on kind.indicator_id = later.indicator_id
left join core.rating as rating_before on kind.measure = 'rating' and rating_before.rating_rank = later.value_before
left join core.rating as rating on kind.measure = 'rating' and rating.rating_rank = later.value
left join reference.word as measured on measured.list_id = 'unit_of_measure' and measured.code = indicator.unit_of_measure
left join reference.word as state_before on state_before.list_id = 'state' and state_before.code = later.state_before
left join reference.word as state on state.list_id = 'state' and state.code = later.state
where later.revision_before_id is not null
    and (later.state, later.value, later.comparator)
        is distinct from (later.state_before, later.value_before, later.comparator_before)
