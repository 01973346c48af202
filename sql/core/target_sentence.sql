-- description: One sentence on each target at each cut-off that shows how its verdict comes about.
-- grain: one row per target, version and cut-off period
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column sentence_vi: e.g. 'Phải đạt 400 người × 6/10 kỳ = 240 người; tổng đã có 339 người. Kết luận: Vượt.'
with told as (
    select
        progress.*,
        words.* exclude (target_id, version, cutoff_period_id),
        said.* exclude (year, below, once),
        sentence.label_vi as template, not_applicable.label_vi as not_applicable_vi,
        verdict.label_vi as verdict_vi, worst.label_vi as worst_vi, best.label_vi as best_vi,
        array_to_string(target.part_ids, ', ') as parts,
        best_year.rating_vi as best_year_vi, extreme.greatest_when as best_years,
    from core.target_progress as progress
    join core.target_words as words using (target_id, version, cutoff_period_id)
    join reference.target as target using (target_id, version)
    cross join core.said as said
    join core.target_asked as asked using (target_id, version)
    left join core.span_extreme as extreme
        on asked.once_rank is not null and extreme.span_kind = 'year_to_date' and extreme.indicator_id = asked.indicator_id
        and extreme.first_period_id = target.first_period_id and extreme.last_period_id = progress.cutoff_period_id
    left join core.rating as best_year on best_year.rating_rank = extreme.greatest_value
    left join reference.word as sentence
        on sentence.list_id = 'target_sentence'
        and sentence.code = case
            when progress.due_count = 0 then 'nothing_due' when asked.is_fall then 'growth_of_fall'
            when target.kind = 'average' and words.level_vi is null then 'average_open' else target.kind
        end
    left join reference.word as not_applicable
        on progress.verdict = 'not_applicable' and not_applicable.list_id = 'state' and not_applicable.code = 'not_applicable'
    left join reference.word as verdict on verdict.list_id = 'verdict' and verdict.code = progress.verdict
    left join reference.word as worst on worst.list_id = 'verdict' and worst.code = progress.worst_verdict
    left join reference.word as best on best.list_id = 'verdict' and best.code = progress.best_verdict
),

filled as (
    select
        *,
        replace(replace(replace(replace(replace(replace(
            template, '{due}', due_vi),
            '{result}', coalesce(
                result_vi, if(known_count > 0, bounds_vi, null), not_applicable_vi,
                case when base_value = 0 then no_division when level_vi is not null then not_computed else no_figure end
            )),
            '{years}', coalesce(' ' || replace(of_years, '{years}', result_years), '')),
            '{level}', coalesce(level_vi, no_figure)),
            '{base}', coalesce(base_vi, no_figure)),
            '{parts}', coalesce(parts, '')
        ) as compared_vi,
        replace(replace(best_year, '{years}', coalesce(' ' || replace(of_years, '{years}', best_years), '')),
            '{result}', best_year_vi) as better_vi,
        -- What is no result without what is missing is told by its bounds, once.
        if(result_vi is null and known_count > 0, '', replace(perhaps, '{bounds}', bounds_vi)) as perhaps_vi,
    from told
)

select
    target_id, version, cutoff_period_id,
    replace(
        compared_vi || coalesce(better_vi, '') || coalesce(perhaps_vi, '') || concluded, '{verdict}',
        if(
            verdict = 'cannot_yet_say' and worst_vi is not null and best_vi is not null,
            replace(replace(replace(undecided, '{verdict}', verdict_vi), '{worst}', worst_vi), '{best}', best_vi),
            verdict_vi
        )
    ) as sentence_vi,
from filled
