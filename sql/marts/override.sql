-- description: What the steward decided against a rule or a figure as received; every line stands in the release notes.
-- grain: one row per finding that an override names, and per figure in force that was corrected
-- column kind: explanation (a warning that was accepted) or correction (a figure that was replaced)
-- column status: accepted; for an explanation also value_changed, too_many or expired: then it covers nothing
-- column rule_id: rule whose warning was explained; null for a correction
-- column unit_id: unit; null where the finding is about no single unit
-- column period_id: half-year
-- column indicator_id: indicator; null when the finding is about none
-- column received: what was received; null when blank
-- column corrected: what counts instead, for a correction
-- column reason_vi: why
-- column approved_by: who accepted the explanation, or agreed to the correction
-- column approved_on: day of the acceptance or agreement
-- column valid_to_on: last day on which an explanation holds; null: no end
with explained as (
    select
        'explanation' as kind,
        answer.override_status as status,
        finding.rule_id,
        finding.unit_id,
        finding.period_id,
        finding.indicator_id,
        finding.received,
        null::varchar as corrected,
        answer.reason_vi,
        answer.approved_by,
        answer.approved_on,
        answer.valid_to_on,
    from core.finding_answer as answer
    join core.finding as finding using (finding_id)
    where answer.override_status is not null and finding.is_current
),

corrected as (
    select
        'correction' as kind,
        'accepted' as status,
        null::varchar as rule_id,
        correction.unit_id,
        correction.period_id,
        correction.indicator_id,
        correction.received,
        correction.corrected,
        correction.reason_vi,
        correction.agreed_by as approved_by,
        correction.agreed_on as approved_on,
        null::date as valid_to_on,
    from reference.correction as correction
    join core.observation as observation using (unit_id, period_id, indicator_id)
    where observation.is_in_force and observation.is_corrected
)

select
    kind,
    status,
    rule_id,
    unit_id,
    period_id,
    indicator_id,
    received,
    corrected,
    reason_vi,
    approved_by,
    approved_on,
    valid_to_on,
from (
    select * from explained
    union all
    select * from corrected
)
