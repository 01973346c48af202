-- description: Cases that are not judged, as one fails that their rule waits for: neither counted nor found fault with.
-- grain: one row per rule and return, indicator of a return, period, or everything
-- column rule_id: rule that is silent
-- column return_id: return; null: every one
-- column period_id: period; null: every one
-- column indicator_id: indicator; null: every one
-- Of what breaks in returns it is told already for every rule that waits, those about the bloc too.
select rule_id, return_id, period_id, indicator_id from quality.return_set_aside
union
select
    waiting.rule_id,
    case when waiting.silent_about in ('return', 'indicator') then broken.return_id end as return_id,
    case when waiting.silent_about = 'period' then broken.period_id end as period_id,
    case when waiting.silent_about = 'indicator' then coalesce(waiting.indicator_id, broken.indicator_id) end as indicator_id,
from quality.prerequisite as waiting
join quality.failing_case as broken
    on broken.rule_id = waiting.needed_rule_id
    and coalesce(broken.indicator_id = waiting.broken_indicator_id, waiting.broken_indicator_id is null)
where not broken.is_about_returns and (broken.return_id is not null or waiting.silent_about in ('bloc', 'period'))
