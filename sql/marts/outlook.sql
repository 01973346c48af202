-- description: What each target that goes on may come to at its end, if the units go on as they did: at mid-term, and at the last period that is over. Never in a verdict (docs/targets.md).
-- grain: one row per target, version and cut-off period of which enough is known for an outlook: figures of three periods
-- column result_id: target, version and cut-off: key of marts.target_evaluation
-- column target_version_id: target and version, e.g. 'T4/congress': key of marts.target
-- column label_vi: what is asked for
-- column cutoff_period_id: last period that counts
-- column cutoff_vi: its name
-- column is_latest: whether that is the last period that is over
-- column last_period_id: last period of the target, about which it is told
-- column last_period_vi: its name
-- column unit_of_measure: unit of measure of the values
-- column unit_of_measure_vi: its name
-- column direction: at_least, at_most, or below (strictly)
-- column direction_vi: its name
-- column target_vi: how much is asked for, in words
-- column target_value: the same as a number
-- column result_vi: what it came to by the cut-off, of what is known, in words
-- column known_value: of a total, what is sure of it so far, with the least of figures of which a bound is told; null for a share
-- column point_count: periods of the last five years of which a figure is known
-- column left_count: periods of the target that are left after the cut-off
-- column pace_value: of a total, what is known of it through the periods elapsed; null for a share
-- column needed_value: of a total, what it lacks through the periods that are left; null for a share
-- column low_value: least of the 80 % interval of what it comes to at its end: in eight of ten cases it lies between this and high_value; of a share the worst year, percent
-- column middle_value: as likely more as less
-- column high_value: most of the interval
-- column met_pct: probability that the target is met at its end, whole percents: 1 to 99 while anything may still change it
select
    evaluation.result_id, evaluation.target_version_id, evaluation.label_vi,
    evaluation.cutoff_period_id, evaluation.cutoff_vi,
    asked.is_latest,
    target.last_period_id, last.label_vi as last_period_vi,
    evaluation.unit_of_measure, evaluation.unit_of_measure_vi,
    evaluation.direction, evaluation.direction_vi,
    evaluation.target_vi,
    evaluation.target_value,
    evaluation.result_vi,
    if(asked.is_share, null, total.known_part)::decimal(24, 6) as known_value,
    unrest.point_count,
    asked.left_count::bigint as left_count,
    evaluation.pace_value, evaluation.needed_value,
    ahead.low_value::decimal(24, 6) as low_value,
    ahead.middle_value::decimal(24, 6) as middle_value,
    ahead.high_value::decimal(24, 6) as high_value,
    case
        when ahead.met_share in (0, 1) then 100 * ahead.met_share
        else least(greatest(round(100 * ahead.met_share), 1), 99)
    end::integer as met_pct,
from core.outlook_interval as ahead
join core.outlook_asked as asked using (target_id, version, cutoff_period_id)
join core.outlook_unrest as unrest using (target_id, version, cutoff_period_id)
join reference.target as target using (target_id, version)
join reference.period as last on last.period_id = target.last_period_id
left join core.outlook_total as total
    on not asked.is_share and total.target_id = ahead.target_id and total.version = ahead.version
    and total.cutoff_period_id = ahead.cutoff_period_id
join marts.target_evaluation as evaluation
    on evaluation.target_version_id = ahead.target_id || '/' || ahead.version
    and evaluation.cutoff_period_id = ahead.cutoff_period_id
where ahead.unit_version_id is null
