-- description: Every decision of the steward and every explanation of a unit, and what it does in this release: also those that do nothing.
-- grain: one row per line of registers correction, override and withdrawal, and per finding and value that a unit explained
-- column decision_kind: correction, override or withdrawal (registers), or explanation (in a slip that a unit sent back)
-- column status: in_force; waiting (an explanation that nobody has decided on); or why it does nothing: return_rejected, names_nothing, names_several, expired, shadowed (another line speaks in its place), not_needed (what it is about was mended or replaced), value_changed, too_many
-- column is_idle: whether it does nothing in this release
-- column rule_id: rule; null for corrections and withdrawals
-- column unit_id: unit; null where the decision names none
-- column period_id: half-year; null where the decision names none
-- column indicator_id: indicator; null where the decision names none
-- column file_sha256: content hash as the register has it; null but for withdrawals
-- column received: value that the decision is about; null when blank, or none
-- column corrected: what counts instead, for a correction
-- column reason_vi: why
-- column decided_by: who agreed or decided; for an explanation the file that brought it
-- column decided_on: day of the decision, or of receipt of the explanation (UTC)
-- column valid_to_on: last day on which it holds; null: no end
with decision as (
    select
        'correction' as decision_kind,
        status,
        null::varchar as rule_id,
        unit_id, period_id, indicator_id,
        null::varchar as file_sha256,
        received, corrected, reason_vi,
        agreed_by as decided_by,
        agreed_on as decided_on,
        null::date as valid_to_on,
    from core.correction_use
    union all
    select
        'override', status, rule_id, unit_id, period_id, indicator_id, null, received, null, reason_vi,
        approved_by, approved_on, valid_to_on,
    from core.override_use
    union all
    select distinct
        'withdrawal', if(status = 'withdrawn', 'in_force', status), null, null, null, null, named_sha256, null, null, reason_vi,
        withdrawn_by, withdrawn_on, null::date,
    from core.withdrawal
    union all
    select
        'explanation',
        if(status = 'accepted', 'in_force', status),
        split_part(finding_key, '/', 1),
        nullif(split_part(finding_key, '/', 2), '-'),
        nullif(split_part(finding_key, '/', 3), '-'),
        nullif(split_part(finding_key, '/', 4), '-'),
        null, received, null, explanation_vi, path, explained_at::date, null,
    from core.explanation_use
)

select
    decision_kind,
    status,
    status not in ('in_force', 'waiting') as is_idle,
    rule_id,
    unit_id,
    period_id,
    indicator_id,
    file_sha256,
    received,
    corrected,
    reason_vi,
    decided_by,
    decided_on,
    valid_to_on,
from decision
