-- description: Lines that do not apply to a unit, as it has nothing of the whole: what they say instead of that.
-- grain: one row per rule and return with an answer on the line and a whole of nothing
-- kept by: unit_id, period_id
-- column rule_id: rule
-- column return_id: return that is judged
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator of the line
-- column answer: what kind of answer it is; anything but 'not_applicable' breaks the rule
with rule as (
    select * from quality.rule_in_force where kind = 'inapplicable'
),

figure as (
    select * from staging.observation where is_due
)

select
    rule.rule_id,
    figure.return_id,
    figure.unit_id,
    figure.period_id,
    figure.indicator_id,
    figure.state as answer,
from rule
join figure using (period_id, indicator_id)
join figure as whole
    on whole.return_id = figure.return_id and whole.unit_id = figure.unit_id and whole.period_id = figure.period_id
    and whole.indicator_id = rule.whole
where figure.state not in ('blank', 'no_data', 'unreadable') and whole.value is not null and whole.high = 0
