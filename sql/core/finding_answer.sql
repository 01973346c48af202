-- description: How each warning and note was answered: what the unit explains, and whether the register override accepts it.
-- grain: one row per finding of severity warning or note
-- column finding_id: finding
-- column explanation_vi: what the unit wrote in the slip about this very value; null when nothing
-- column explained_at: instant at which the explanation came (UTC)
-- column override_status: accepted, value_changed, too_many or expired; null when no override names the finding
-- column reason_vi: explanation as accepted
-- column approved_by: who accepted it
-- column approved_on: day of the acceptance
-- column valid_to_on: last day on which the acceptance holds; null: no end
with finding as (
    select * from core.finding where severity <> 'error'
),

-- Only the findings for which an override speaks are its own: one for all indicators does not count what another covers.
covered as (
    select
        *,
        count(*) filter (where is_current) over (partition by rule_id, unit_id, period_id, indicator_id) as found_count,
    from core.override_finding
    where not is_shadowed
)

select
    finding.finding_id,
    explanation.explanation_vi,
    explanation.explained_at,
    case
        when covered.finding_id is null then null
        when covered.valid_to_on < run.office_on then 'expired'
        when covered.found_count > covered.cell_count then 'too_many'
        when list_contains(covered.explained, finding.received) then 'accepted'
        when list_contains(covered.explained_keys, finding.received_key) then 'accepted'
        when finding.received is null and len(covered.explained) = 0 then 'accepted'
        else 'value_changed'
    end as override_status,
    covered.reason_vi,
    covered.approved_by,
    covered.approved_on,
    covered.valid_to_on,
from finding
cross join reference.run as run
left join covered using (finding_id)
left join staging.explanation as explanation
    on explanation.finding_key = finding.finding_key
    and (
        explanation.received is not distinct from nullif(coalesce(finding.written, finding.received), '')
        -- A slip of before may have shown it in another measure.
        or (finding.written is null and explanation.received_key = finding.received_key)
    )
qualify row_number() over (
    partition by finding.finding_id
    order by explanation.received is not distinct from finding.received desc, explanation.explained_at desc
) = 1
