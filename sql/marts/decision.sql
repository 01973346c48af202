-- description: Every decision of the steward and every explanation of a unit, and what it does in this release: also those that do nothing.
-- grain: one row per line of registers correction and override, per line of withdrawal and return that it takes back (one at least), and per finding and value that a unit explained
-- column decision_kind: correction, override or withdrawal (registers), or explanation (in a slip that a unit sent back)
-- column decision_kind_vi: its name
-- column status: in_force; waiting (an explanation that nobody has decided on); or why it does nothing: return_rejected, names_nothing, names_several, expired, shadowed (another line speaks in its place), not_needed (what it is about was mended or replaced), value_changed, told_elsewhere (the return of another unit or period tells the figure), not_whole (decimals of what is counted whole), too_many
-- column status_vi: its name
-- column is_idle: whether it does nothing in this release
-- column rule_id: rule; null for corrections and withdrawals
-- column rule_vi: what it says
-- column unit_version_id: unit as it was on the period's last day: key of marts.unit, where unit_id stands; 'bloc' for all units together, '-' where the decision names none
-- column unit_name_vi: its name then
-- column period_id: period; null where the decision names none
-- column period_vi: its name
-- column indicator_id: indicator; null where the decision names none
-- column indicator_vi: its name
-- column cell: cell of a described form that a correction names; null: the indicator as a whole, and for all else
-- column file_sha256: content taken back, whole where the register names one content, otherwise as it has it; null but for withdrawals
-- column path: file below raw/returns that brought that content or the explanation; null for all else
-- column withdrawn_revision_id: revision that a withdrawal takes back; null for all else, and when the content became none
-- column revision_id: revision in force of the unit and period: key of marts.return_revision; null when there is none
-- column finding_key: finding that was explained, as in marts.finding (where answered_by says who closed it); null for corrections and withdrawals, and for an override that names none, or for every indicator several
-- column received: value that the decision is about; null when blank, or none
-- column corrected: what counts instead, for a correction
-- column reason_vi: why
-- column decided_by: who agreed or decided; for an explanation the file that brought it
-- column decided_on: day of the decision, or of receipt of the explanation, where the office is
-- column valid_to_on: last day on which it holds; null: no end
with decision as (
    select
        'correction' as decision_kind, status, null::varchar as rule_id, unit_id, period_id, indicator_id,
        cell, null::varchar as file_sha256, null::varchar as path,
        null::varchar as withdrawn_revision_id, null::varchar as finding_key,
        received, corrected, reason_vi, agreed_by as decided_by, agreed_on as decided_on, null::date as valid_to_on,
    from core.correction_use
    union all
    select
        'override', status, rule_id, unit_id, period_id, indicator_id,
        null, null, null, null, finding_key,
        received, null, reason_vi, approved_by, approved_on, valid_to_on,
    from core.override_use
    union all
    select
        'withdrawal', if(status = 'withdrawn', 'in_force', status), null, unit_id, period_id, null,
        null, file_sha256, path, return_id, null,
        null, null, reason_vi, withdrawn_by, withdrawn_on, null,
    from core.withdrawal
    union all
    select
        'explanation', if(status = 'accepted', 'in_force', status), split_part(finding_key, '/', 1),
        -- A period may have the sign between them in its name: 2024/25.
        nullif(split_part(finding_key, '/', 2), '-'),
        nullif(regexp_extract(finding_key, '^[^/]*/[^/]*/(.*)/[^/]*$', 1), '-'),
        nullif(regexp_extract(finding_key, '[^/]*$'), '-'),
        null, null, path, null, finding_key,
        received, null, explanation_vi, path,
        (explained_at at time zone 'UTC' at time zone office.time_zone)::date, null,
    from core.explanation_use
    cross join reference.office as office
)

select
    decision.decision_kind, kind.label_vi as decision_kind_vi,
    decision.status, status.label_vi as status_vi,
    decision.status not in ('in_force', 'waiting') as is_idle,
    decision.rule_id, rule.label_vi as rule_vi,
    unit.unit_version_id, unit.name_vi as unit_name_vi,
    decision.period_id, period.label_vi as period_vi,
    decision.indicator_id, indicator.label_vi as indicator_vi,
    decision.cell, decision.file_sha256, decision.path,
    decision.withdrawn_revision_id,
    standing.return_id as revision_id,
    decision.finding_key,
    decision.received, decision.corrected, decision.reason_vi,
    decision.decided_by, decision.decided_on, decision.valid_to_on,
from decision
left join core.unit_of_period as spanned
    on spanned.unit_id = decision.unit_id and spanned.period_id is not distinct from decision.period_id
left join marts.unit as unit
    on unit.unit_version_id = coalesce(
        spanned.unit_version_id, if(decision.decision_kind = 'override' and decision.unit_id is null, 'bloc', '-')
    )
left join reference.period as period on period.period_id = decision.period_id
left join core.standing as standing on standing.unit_id = decision.unit_id and standing.period_id = decision.period_id
left join reference.indicator as indicator on indicator.indicator_id = decision.indicator_id
left join marts.rule as rule on rule.rule_id = decision.rule_id
left join reference.word as status on status.list_id = 'decision_status' and status.code = decision.status
left join reference.word as kind on kind.list_id = 'decision_kind' and kind.code = decision.decision_kind
