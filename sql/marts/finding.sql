-- description: Every finding with its answer: what units have to mend or explain, as they read it.
-- grain: one row per finding
-- column finding_id: finding
-- column finding_key: rule, unit, period and indicator, '-' where the finding has none: the same through all revisions
-- column rule_id: rule that is broken
-- column severity: error, warning or note
-- column is_open: whether somebody must act: an error or warning of the latest revision, not explained to the steward's satisfaction
-- column is_current: whether it is about the latest revision of its return, one held after it, the last content of its path, or no file
-- column unit_id: reporting unit; null where unknown or none
-- column period_id: half-year; null where unknown
-- column return_id: return; null when the finding is about no single return
-- column receipt_id: receipt in the archive's journal that brought the file; null when the finding is about no single file
-- column path: file below raw/returns
-- column sheet_name: sheet of the cell
-- column address: cell
-- column indicator_id: indicator
-- column label_vi: its label as printed
-- column received: what was received, or the steward's correction of it; null when blank
-- column written: what the cell says, where a correction was judged in its place, '' when blank; null otherwise
-- column expected: what would have been accepted, where the rule says so
-- column message_vi: what is wrong
-- column remedy_vi: what to do
-- column explanation_vi: what the unit wrote in the slip about this very value
-- column override_status: accepted, value_changed, too_many or expired; null when the register override does not name it
with finding as (
    select * from quality.finding
),

known as (
    select * from core.finding
),

answer as (
    select * from core.finding_answer
)

select
    finding.finding_id,
    known.finding_key,
    finding.rule_id,
    finding.severity,
    known.is_current
        and finding.severity <> 'note'
        and answer.override_status is distinct from 'accepted' as is_open,
    known.is_current,
    finding.unit_id,
    finding.period_id,
    finding.return_id,
    finding.receipt_id,
    finding.path,
    finding.sheet_name,
    finding.address,
    finding.indicator_id,
    indicator.label_vi,
    finding.received,
    finding.written,
    finding.expected,
    finding.message_vi,
    finding.remedy_vi,
    answer.explanation_vi,
    answer.override_status,
from finding
join known using (finding_id)
left join answer using (finding_id)
left join reference.indicator as indicator on indicator.indicator_id = finding.indicator_id
