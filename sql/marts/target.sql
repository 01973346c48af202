-- description: Targets of the congress, and those set at mid-term for the rest of the term. Count targets where is_latest_version.
-- grain: one row per target and version of it, so more rows than targets
-- column target_version_id: target and version, e.g. 'T4/congress': the key by which facts name it
-- column target_id: target, e.g. 'T4'; the same in all its versions
-- column version: congress, or rest_of_term (set at mid-term)
-- column version_vi: its name
-- column label_vi: what is asked for
-- column target_vi: how much of it, in words, e.g. 'below 1,5 %'
-- column measured_by_vi: indicator that measures it, by name, null when it counts other targets; which of its figures count is told by marts.result_part
-- column unit_of_measure: unit of the values
-- column unit_of_measure_vi: its name
-- column kind: how it is judged: cumulative, every_year, average, once, by_date, done, share_of_base, growth or composite (docs/targets.md)
-- column kind_vi: its name
-- column direction: at_least, at_most, or below (strictly)
-- column direction_vi: its name
-- column target_value: what is asked for, in the unit of measure; null for a rating
-- column target_rating_vi: rating that is asked for; null for a number
-- column once_rating_vi: rating also asked for in at least one year; null when none is
-- column first_period_id: first period that counts
-- column first_period_vi: its name
-- column last_period_id: last period that counts
-- column last_period_vi: its name
-- column is_latest_version: whether it is the version of its target decided last: true once for each, count targets by it
-- column decided_on: day from which this version is in effect
-- column clause: resolution or report, and clause
with number as (
    select
        target.*,
        if(asked.unit_of_measure = 'rating', null, asked.asked_value) as value,
        indicator.label_vi as measured_by_vi,
        asked.unit_of_measure, asked.unit_of_measure_vi,
        aim.asked_vi as target_vi,
    from reference.target as target
    join core.target_asked as asked using (target_id, version)
    join core.target_aim as aim using (target_id, version)
    left join reference.indicator as indicator on indicator.indicator_id = target.indicator_id
)

select
    number.target_id || '/' || number.version as target_version_id,
    number.target_id,
    number.version,
    version.label_vi as version_vi,
    number.label_vi,
    number.target_vi,
    number.measured_by_vi,
    number.unit_of_measure,
    number.unit_of_measure_vi,
    number.kind,
    kind.label_vi as kind_vi,
    number.direction,
    direction.label_vi as direction_vi,
    number.value as target_value,
    rating.label_vi as target_rating_vi,
    once.label_vi as once_rating_vi,
    number.first_period_id, first_period.label_vi as first_period_vi,
    number.last_period_id, last_period.label_vi as last_period_vi,
    row_number() over (partition by target_id order by number.decided_on desc, number.version desc) = 1 as is_latest_version,
    number.decided_on,
    number.clause,
from number
join reference.period as first_period on first_period.period_id = number.first_period_id
join reference.period as last_period on last_period.period_id = number.last_period_id
left join reference.word as rating
    on rating.list_id = 'rating' and rating.code = number.target_value and number.unit_of_measure = 'rating'
left join reference.word as once on once.list_id = 'rating' and once.code = number.once_value
left join reference.word as version on version.list_id = 'version' and version.code = number.version
left join reference.word as kind on kind.list_id = 'target_kind' and kind.code = number.kind
left join reference.word as direction on direction.list_id = 'direction' and direction.code = number.direction
