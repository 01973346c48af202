-- description: What became of each explanation (giải trình) that a unit sent back in a slip.
-- grain: one row per finding key and value explained
-- column finding_key: rule, unit, period and indicator of the finding, '-' where it has none
-- column received: value that the unit explains; null when it was blank
-- column status: accepted (an override closes the finding), waiting (for the steward), or why it explains nothing: names_nothing, not_needed, value_changed
-- column explanation_vi: what the unit wrote
-- column path: file that brought it, below raw/returns
-- column explained_at: instant of its receipt (UTC)
with explanation as (
    select * from staging.explanation
),

found as (
    select
        explanation.finding_key,
        explanation.received,
        count(*) filter (where finding.is_current) as current_count,
        bool_or(answer.override_status = 'accepted') filter (where finding.is_current) as is_accepted,
        bool_or(answer.explanation_vi is not null) filter (where finding.is_current) as is_beside,
    from explanation
    join core.finding as finding using (finding_key)
    left join core.finding_answer as answer using (finding_id)
    group by explanation.finding_key, explanation.received
)

select
    explanation.finding_key,
    explanation.received,
    case
        when found.finding_key is null then 'names_nothing'
        when found.current_count = 0 then 'not_needed'
        when not found.is_beside then 'value_changed'
        when found.is_accepted then 'accepted'
        else 'waiting'
    end as status,
    explanation.explanation_vi,
    explanation.path,
    explanation.explained_at,
from explanation
left join found
    on found.finding_key = explanation.finding_key
    and found.received is not distinct from explanation.received
