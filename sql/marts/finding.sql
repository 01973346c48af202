-- description: Every finding with its answer: what units have to mend or explain, as they read it. Those of former revisions stay, with status 'superseded'.
-- grain: one row per finding
-- column finding_id: finding
-- column finding_key: rule, unit, period and indicator, '-' where the finding has none: the same through all revisions
-- column rule_id: rule that is broken
-- column severity: error, warning or note
-- column severity_vi: its name
-- column status: open (somebody must act), answered (an explanation was accepted), noted (a note of what came last), superseded (about a former revision)
-- column status_vi: its name
-- column is_open: whether somebody must act: an error or warning of what came last, not explained to the steward's satisfaction
-- column is_current: whether it is about the latest revision of its return, one held after it, the last content of its path, or no file
-- column unit_version_id: unit as it was on the period's last day, or is now: key of marts.unit, where unit_id stands; null where unknown or none
-- column unit_name_vi: its name then
-- column period_id: half-year; null where unknown
-- column period_vi: its name
-- column return_id: unit and period: key of marts.return; null where one of both is unknown
-- column revision_id: revision: key of marts.return_revision; null when the finding is about none
-- column receipt_id: receipt in the archive's journal that brought the file; null when the finding is about no single file
-- column path: file below raw/returns
-- column sheet_name: sheet of the cell
-- column address: cell
-- column indicator_id: indicator
-- column indicator_vi: its name
-- column received: what was received, or the steward's correction of it; null when blank
-- column written: what the cell says, where a correction was judged in its place, '' when blank; null otherwise
-- column expected: what would have been accepted, where the rule says so
-- column message_vi: what is wrong
-- column remedy_vi: what to do
-- column explanation_vi: what the unit wrote in the slip about this very value
-- column override_status: accepted, value_changed, too_many or expired; null when the register override does not name it
with told as (
    select
        known.*,
        answer.explanation_vi,
        answer.override_status,
        case
            when not known.is_current then 'superseded'
            when known.severity = 'note' then 'noted'
            when answer.override_status is not distinct from 'accepted' then 'answered'
            else 'open'
        end as status,
    from core.finding as known
    left join core.finding_answer as answer using (finding_id)
)

select
    finding.finding_id,
    told.finding_key,
    finding.rule_id,
    finding.severity, severity.label_vi as severity_vi,
    told.status, status.label_vi as status_vi,
    told.status = 'open' as is_open,
    told.is_current,
    unit.unit_version_id, unit.unit_name_vi,
    finding.period_id, period.label_vi as period_vi,
    finding.unit_id || '-' || finding.period_id as return_id,
    finding.return_id as revision_id,
    finding.receipt_id, finding.path, finding.sheet_name, finding.address,
    finding.indicator_id, indicator.label_vi as indicator_vi,
    finding.received, finding.written, finding.expected,
    finding.message_vi, finding.remedy_vi,
    told.explanation_vi,
    told.override_status,
from quality.finding as finding
join told using (finding_id)
left join core.unit_of_period as unit
    on unit.unit_id = finding.unit_id and unit.period_id is not distinct from finding.period_id
left join reference.period as period on period.period_id = finding.period_id
left join reference.indicator as indicator on indicator.indicator_id = finding.indicator_id
left join reference.word as severity on severity.list_id = 'severity' and severity.code = finding.severity
left join reference.word as status on status.list_id = 'finding_status' and status.code = told.status
