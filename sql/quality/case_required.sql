-- description: Lines that a unit must answer.
-- grain: one row per rule, return and line that applies to it
-- kept by: return_id
-- column rule_id: rule
-- column return_id: return that is judged
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator that the rule is about
-- column answer: state of the figure; 'refused' where it is said not to apply, and the rule's whole shows that it does
with rule as (
    select * from quality.rule_in_force where kind = 'required'
),

figure as (
    -- What is told from January on alone is asked for too.
    select *, owner_id as about_id, form_id is null or bool_or(is_on_form) over (partition by return_id, form_id) as has_form,
    from staging.figure where is_due
)

select
    rule.rule_id,
    figure.return_id,
    figure.about_id as unit_id,
    figure.period_id,
    figure.indicator_id,
    if(figure.state = 'not_applicable' and rule.whole is not null, 'refused', figure.state) as answer,
from rule
join figure using (period_id, indicator_id)
left join figure as whole
    on whole.return_id = figure.return_id and whole.about_id = figure.about_id and whole.indicator_id = rule.whole
-- '*' leaves lines that the workbook lacks to the reader's rule 'missing_line'.
-- So is a form of which nothing was read left to what tells of it.
where (rule.subject <> '*' or figure.is_on_form) and figure.has_form
    -- A line may only be said not to apply where the whole is nothing, or unknown.
    and (rule.whole is null or figure.state <> 'not_applicable' or (whole.value is not null and whole.low > 0))
