-- description: Cases that are not judged, as one fails that their rule waits for: neither counted nor found fault with.
-- grain: one row per rule and return, unit in it, indicator of it, period, or everything
-- column rule_id: rule that is silent
-- column return_id: return; null: every one
-- column unit_id: unit that the cases are about; null: every one
-- column period_id: period; null: every one
-- column indicator_id: indicator; null: every one
with broken as (
    select rule_id, return_id, unit_id, period_id, indicator_id from quality.failing_case where not is_about_returns
),

-- A figure of a unit that another one reports touches that unit, those that it is part of and the reporting one, whose totals
-- have it; of a return's own unit, or of none, every case of the return.
about as (
    select
        broken.* exclude (unit_id),
        unnest(if(
            broken.unit_id <> returned.unit_id,
            list_distinct(list_concat([broken.unit_id, returned.unit_id], above.whole_ids)),
            [null]
        )) as unit_id,
    from broken
    left join staging.return as returned using (return_id)
    left join (
        select part_id, period_id, list(whole_id) as whole_ids from staging.unit_above group by part_id, period_id
    ) as above on above.part_id = broken.unit_id and above.period_id = broken.period_id
)

-- Of what breaks in returns it is told already for every rule that waits, those about the bloc too.
select rule_id, return_id, unit_id, period_id, indicator_id from quality.return_set_aside
union
select
    waiting.rule_id,
    case when waiting.silent_about in ('return', 'indicator') then broken.return_id end as return_id,
    case when waiting.silent_about in ('return', 'indicator') then broken.unit_id end as unit_id,
    case when waiting.silent_about = 'period' then broken.period_id end as period_id,
    case when waiting.silent_about = 'indicator' then coalesce(waiting.indicator_id, broken.indicator_id) end as indicator_id,
from quality.prerequisite as waiting
join about as broken
    on broken.rule_id = waiting.needed_rule_id
    and coalesce(broken.indicator_id = waiting.broken_indicator_id, waiting.broken_indicator_id is null)
where broken.return_id is not null or waiting.silent_about in ('bloc', 'period')
