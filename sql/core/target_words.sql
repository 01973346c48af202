-- description: What is said of a target at a cut-off, in the office's words: the numbers, and one sentence that shows how the verdict comes about.
-- grain: one row per target, version and cut-off period
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column asked_vi: how much is asked for, e.g. 'dưới 1,5 %'
-- column result_vi: what it came to, of what is known; null when nothing is
-- column expected_vi: what was to be reached by the cut-off; null while nothing was
-- column low_vi: least that the result may be
-- column high_vi: most that it may be
-- column level_vi: of a share or a growth, what is compared with the base
-- column base_vi: the base
-- column due_vi: what was to be reached by the cut-off, and how that comes about: '400 người × 6/10 kỳ = 240 người'
with worded as (
    select
        target_id, version, cutoff_period_id, figure,
        coalesce(rating.rating_vi, number.number_vi || coalesce(' ' || said.unit_of_measure_vi, '')) as text,
    from core.target_figure as said
    left join core.rating as rating on said.unit_of_measure = 'rating' and rating.rating_rank = said.value
    left join core.number_vi as number on said.unit_of_measure <> 'rating' and number.value = said.value
),

worded_once as (
    select
        target_id, version, cutoff_period_id,
        any_value(text) filter (where figure = 'asked') as asked,
        any_value(text) filter (where figure = 'result') as result_vi,
        any_value(text) filter (where figure = 'expected') as expected,
        any_value(text) filter (where figure = 'low') as low_vi,
        any_value(text) filter (where figure = 'high') as high_vi,
        any_value(text) filter (where figure = 'level') as level_vi,
        any_value(text) filter (where figure = 'base') as base_vi,
    from worded
    group by target_id, version, cutoff_period_id
),

directed as (
    select
        cutoff.*, words.* exclude (target_id, version, cutoff_period_id),
        period.label_vi as last_vi,
        case target.direction when 'below' then said.below when 'at_most' then said.at_most else '{value}' end as direction_vi,
        replace(direction_vi, '{value}', words.asked) as plain_vi,
        coalesce(replace(replace(said.once, '{value}', plain_vi), '{rating}', once.label_vi), plain_vi) as asked_vi,
        replace(direction_vi, '{value}', words.expected) as expected_vi,
        said.due_by, said.due_staged, said.due_share,
    from core.target_cutoff as cutoff
    join worded_once as words using (target_id, version, cutoff_period_id)
    join reference.target as target using (target_id, version)
    join reference.period as period on period.period_id = target.last_period_id
    left join reference.word as once on once.list_id = 'rating' and once.code = target.once_value
    cross join core.said as said
)

select
    target_id, version, cutoff_period_id,
    asked_vi, result_vi, if(expected = asked, asked_vi, expected_vi) as expected_vi, low_vi, high_vi, level_vi, base_vi,
    case
        when expected = asked then asked_vi
        when expected is null then replace(replace(due_by, '{value}', asked_vi), '{period}', last_vi)
        when staged_value is not null then replace(due_staged, '{value}', expected_vi)
        else replace(replace(replace(replace(
            due_share, '{value}', asked_vi), '{elapsed}', elapsed_count::varchar), '{periods}', period_count::varchar),
            '{share}', expected_vi)
    end as due_vi,
from directed
