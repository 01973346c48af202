-- description: What is said of a target at a cut-off, in the office's words: the numbers, and one sentence that shows how the verdict comes about.
-- grain: one row per target, version and cut-off period
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column asked_vi: how much is asked for, e.g. 'dưới 1,5 %'
-- column result_vi: what it came to, of what is known; null when nothing is
-- column expected_vi: what was to be reached by the cut-off; null while nothing was
-- column bounds_vi: what the result may be: 'từ 8,02 % đến 10,9 %'; null where it is known, or its ends are told apart by nothing that is said
-- column level_vi: of a share or a growth, what is compared with the base; its least and most where a figure is missing
-- column base_vi: the base, likewise
-- column due_vi: what was to be reached by the cut-off, and how that comes about: '400 người × 6/10 kỳ = 240 người'
with worded as (
    select target_id, version, cutoff_period_id, figure,
        coalesce(rating.rating_vi, number.number_vi || coalesce(' ' || said.unit_of_measure_vi, '')) as exactly,
        coalesce(replace(case said.rounding
            when 'about' then word.about when 'above' then word.just_above when 'below' then word.just_below
            when 'more' then word.above when 'less' then word.below
        end, '{value}', exactly), exactly) as text,
    from core.target_figure as said
    left join core.rating as rating on said.unit_of_measure = 'rating' and rating_rank = said.value
    left join core.number_vi as number on said.unit_of_measure is distinct from 'rating' and number.value = said.value
    cross join core.said as word
),

worded_once as (
    select target_id, version, cutoff_period_id,
        any_value(text) filter (where figure = 'asked') as asked, any_value(text) filter (where figure = 'result') as result,
        any_value(text) filter (where figure = 'expected') as expected,
        any_value(text) filter (where figure = 'low') as low, any_value(text) filter (where figure = 'high') as high,
        if(
            count(*) filter (where figure[:6] = 'level:') > 1,
            '(' || string_agg(text, ' + ' order by figure) filter (where figure[:6] = 'level:') || ')',
            string_agg(text, ' … ' order by figure) filter (where figure[:5] = 'level')
        ) as level,
        string_agg(text, ' … ' order by figure) filter (where figure[:4] = 'base') as base,
    from worded
    group by target_id, version, cutoff_period_id
),

directed as (
    select
        cutoff.*, words.* exclude (target_id, version, cutoff_period_id), period.label_vi as last_vi, aim.asked_vi,
        replace(asked.direction_vi, '{value}', replace(words.expected, if(asked.is_fall, '-', ''), '')) as expected_vi,
        case
            when words.low = words.high then null
            when progress.is_low_open and progress.is_high_open then said.above_to_below
            when progress.is_low_open then said.above_to
            when progress.is_high_open then said.from_to_below
            else said.from_to
        end as between_vi,
        said.due_by, said.due_staged, said.due_share,
    from core.target_cutoff as cutoff
    join worded_once as words using (target_id, version, cutoff_period_id)
    join core.target_progress as progress using (target_id, version, cutoff_period_id)
    join core.target_asked as asked using (target_id, version)
    join core.target_aim as aim using (target_id, version)
    join reference.target as target using (target_id, version)
    join reference.period as period on period.period_id = target.last_period_id
    cross join core.said as said
)

select
    target_id, version, cutoff_period_id,
    asked_vi, result as result_vi, if(expected = asked, asked_vi, expected_vi) as expected_vi,
    replace(replace(between_vi, '{low}', low), '{high}', high) as bounds_vi, level as level_vi, base as base_vi,
    case
        when expected = asked then asked_vi
        when expected is null then replace(replace(due_by, '{value}', asked_vi), '{period}', last_vi)
        when staged_value is not null then replace(due_staged, '{value}', expected_vi)
        else replace(replace(replace(replace(
            due_share, '{value}', asked_vi), '{elapsed}', elapsed_count::varchar), '{periods}', period_count::varchar),
            '{share}', expected_vi)
    end as due_vi,
from directed
