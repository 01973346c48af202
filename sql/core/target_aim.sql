-- description: What each target asks for in the end, in the office's words.
-- grain: one row per target and version
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column asked_vi: how much is asked for, e.g. 'dưới 1,5 %', 'Hoàn thành tốt nhiệm vụ'; with the rating that one year must reach besides
with plain as (
    select
        asked.target_id, asked.version, once.label_vi as once_vi,
        replace(asked.direction_vi, '{value}', coalesce(
            rating.label_vi,
            if(asked.is_fall, ltrim(number.number_vi, '-'), number.number_vi) || ' ' || asked.unit_of_measure_vi,
            target.target_value
        )) as plain_vi,
    from core.target_asked as asked
    join reference.target as target using (target_id, version)
    left join core.number_vi as number on asked.unit_of_measure <> 'rating' and number.value = asked.asked_value
    left join reference.word as rating
        on asked.unit_of_measure = 'rating' and rating.list_id = 'rating' and rating.code = target.target_value
    left join reference.word as once on once.list_id = 'rating' and once.code = target.once_value
)

select
    target_id, version,
    coalesce(replace(replace(said.once, '{value}', plain_vi), '{rating}', once_vi), plain_vi) as asked_vi,
from plain
cross join core.said as said
