-- description: What each unit may add to a total that goes on, and what it would have to: its pace so far, drawn towards that of all by as much as little is known of it.
-- grain: one row per total with an outlook, cut-off period and unit, as it is in a span of days, whose figures are open
-- column result_id: target, version and cut-off: key of marts.outlook and marts.target_evaluation
-- column target_version_id: target and version, e.g. 'T4/congress': key of marts.target
-- column label_vi: what is asked for
-- column cutoff_period_id: last period that counts
-- column cutoff_vi: its name
-- column unit_version_id: unit: key of marts.unit
-- column unit_name_vi: its name then
-- column unit_of_measure: unit of measure of the values
-- column unit_of_measure_vi: its name
-- column point_count: periods of the last five years that are known of it, of those that became part of it too
-- column pace_value: what it told per period of these; null where none is known
-- column open_count: its figures that are still to come, or missing
-- column low_value: least of the 80 % interval of what these add up to
-- column middle_value: as likely more as less
-- column high_value: most of the interval
-- column needed_value: what each of these would have to be for the target to be reached, where all units share what it lacks as what they are expected to add
with lacking as (
    select
        part.target_id, part.version, part.cutoff_period_id,
        greatest(asked.asked_value - any_value(total.known_part), 0) / sum(part.mean_part) as lack_share,
    from core.outlook_part as part
    join core.outlook_asked as asked using (target_id, version, cutoff_period_id)
    join core.outlook_total as total using (target_id, version, cutoff_period_id)
    where not asked.is_share
    group by part.target_id, part.version, part.cutoff_period_id, asked.asked_value
)

select
    outlook.result_id, outlook.target_version_id, outlook.label_vi,
    outlook.cutoff_period_id, outlook.cutoff_vi,
    ahead.unit_version_id,
    named.distinct_name_vi as unit_name_vi,
    outlook.unit_of_measure, outlook.unit_of_measure_vi,
    unit.point_count,
    (unit.known_part / nullif(unit.point_count, 0))::decimal(24, 6) as pace_value,
    part.open_count,
    ahead.low_value::decimal(24, 6) as low_value,
    ahead.middle_value::decimal(24, 6) as middle_value,
    ahead.high_value::decimal(24, 6) as high_value,
    ((part.least_part + lacking.lack_share * part.mean_part) / part.open_count)::decimal(24, 6) as needed_value,
from core.outlook_interval as ahead
join core.outlook_unit as unit using (target_id, version, cutoff_period_id, unit_version_id)
join core.outlook_part as part using (target_id, version, cutoff_period_id, unit_version_id)
join marts.outlook as outlook
    on outlook.result_id = ahead.target_id || '/' || ahead.version || '/' || ahead.cutoff_period_id
join lacking using (target_id, version, cutoff_period_id)
join reference.unit as named on named.unit_id || '/' || named.valid_from_on = ahead.unit_version_id
