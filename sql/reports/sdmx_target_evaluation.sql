-- description: Evaluations of targets as SDMX has them: the period is the last one that counts.
select
    period.frequency as "FREQ",
    sdmx_id(evaluation.target_version_id) as "TARGET",
    period.time_period as "TIME_PERIOD",
    evaluation.result_value as "OBS_VALUE",
    sdmx_id(rating.rating_code) as "RATING",
    sdmx_id(evaluation.verdict) as "VERDICT",
    case
        when coalesce(evaluation.result_value::varchar, rating.rating_code) is null
            then if(evaluation.known_count < evaluation.due_count, 'O', 'M')
        when evaluation.known_count < evaluation.due_count then 'P'
        when evaluation.low_value <> evaluation.high_value or evaluation.low_rating_vi <> evaluation.high_rating_vi then 'E'
        else 'A'
    end as "OBS_STATUS",
    sdmx_id(evaluation.worst_verdict) as "WORST_VERDICT", sdmx_id(evaluation.best_verdict) as "BEST_VERDICT",
    evaluation.low_value as "LOWER_BOUND", evaluation.is_low_open as "IS_LOWER_OPEN",
    evaluation.high_value as "UPPER_BOUND", evaluation.is_high_open as "IS_UPPER_OPEN",
    sdmx_id(low.rating_code) as "LOWER_RATING", sdmx_id(high.rating_code) as "UPPER_RATING",
    evaluation.target_value as "TARGET_VALUE", evaluation.expected_value as "EXPECTED_VALUE",
    sdmx_id(evaluation.kind) as "TARGET_KIND", sdmx_id(evaluation.direction) as "DIRECTION",
    sdmx_id(evaluation.unit_of_measure) as "UNIT_MEASURE", '0' as "UNIT_MULT",
    sdmx_id(evaluation.cutoff_period_id) as "PERIOD",
    evaluation.due_count as "DUE_COUNT", evaluation.known_count as "KNOWN_COUNT",
from marts.target_evaluation as evaluation
join sdmx_period as period on period.period_id = evaluation.cutoff_period_id
left join core.rating as rating on rating.rating_vi = evaluation.result_rating_vi
left join core.rating as low on low.rating_vi = evaluation.low_rating_vi
left join core.rating as high on high.rating_vi = evaluation.high_rating_vi
