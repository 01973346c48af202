-- description: Every finding with its answer: what units have to mend or explain, as they read it. Those of former revisions stay, with status 'superseded'.
-- grain: one row per finding
-- column finding_id: finding
-- column finding_key: rule, unit, period and indicator, '-' where the finding has none: the same through all revisions
-- column rule_id: rule that is broken
-- column rule_vi: what it says
-- column severity: error, warning or note
-- column severity_vi: its name
-- column status: open (somebody must act), answered (an explanation was accepted), noted (a note of what came last), superseded (about a former revision)
-- column status_vi: its name
-- column is_open: whether somebody must act: an error or warning of what came last, not explained to the steward's satisfaction
-- column is_current: whether it is about the latest revision of its return, one held after it, the last content of its path, or no file
-- column unit_version_id: unit as it was on the period's last day, or is now: key of marts.unit, where unit_id stands; 'bloc' for all units together, '-' where unknown
-- column unit_name_vi: its name then
-- column period_id: period; null where unknown
-- column period_vi: its name, or that it is unknown
-- column year_vi: the year of that period by name, or that it is unknown
-- column return_id: unit and period: key of marts.return (by left join); null where one of both is unknown, or for all units together
-- column revision_id: revision: key of marts.return_revision; null when the finding is about none
-- column receipt_id: receipt that brought the file: key of marts.file (by left join); null when the finding is about no single file
-- column path: file below raw/returns
-- column sheet_name: sheet of the cell
-- column address: cell
-- column indicator_id: indicator; null when the finding is about no single one
-- column indicator_vi: its name, or that there is no single one
-- column received: what was judged, in words: the figure as read (0,28 million as 280.000), or the steward's correction of it; null when blank
-- column received_low_value: the same as a number, least that it may be, in the indicator's unit of measure (of a share percent); null for ratings, and for rules that compare no numbers
-- column received_high_value: most that it may be
-- column written: what the cell says, where a correction was judged in its place, '' when blank; null otherwise
-- column expected: what would have been accepted, in words, where the rule says so
-- column expected_low_value: least that was to be expected; null as above, and where there is no least
-- column expected_high_value: most that was to be expected; null as above, and where there is no most
-- column message_vi: what is wrong
-- column remedy_vi: what to do
-- column explanation_vi: what the unit wrote in the slip about this very value
-- column answer_vi: the explanation that closes it, as accepted; null while none does
-- column answered_by: who accepted that
-- column answered_on: day of the acceptance
-- column override_status: accepted, value_changed, too_many or expired; null when the register override does not name it
-- column override_status_vi: its name
with told as (
    select
        known.*,
        answer.explanation_vi,
        answer.override_status,
        answer.reason_vi,
        answer.approved_by,
        answer.approved_on,
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
    finding.rule_id, rule.label_vi as rule_vi,
    finding.severity, severity.label_vi as severity_vi,
    told.status, status.label_vi as status_vi,
    told.status = 'open' as is_open,
    told.is_current,
    unit.unit_version_id, unit.name_vi as unit_name_vi,
    finding.period_id, coalesce(period.label_vi, said.unknown_period) as period_vi,
    coalesce(period.year_vi, said.unknown_year) as year_vi,
    coalesce(regexp_replace(finding.return_id, '-r[0-9]+$', ''), finding.unit_id || '-' || finding.period_id) as return_id,
    finding.return_id as revision_id,
    finding.receipt_id, finding.path, finding.sheet_name, finding.address,
    finding.indicator_id, coalesce(indicator.label_vi, said.no_indicator) as indicator_vi,
    finding.received, compared.received_low_value, compared.received_high_value,
    finding.written,
    finding.expected, compared.expected_low_value, compared.expected_high_value,
    finding.message_vi, finding.remedy_vi,
    told.explanation_vi,
    if(told.status = 'answered', told.reason_vi, null) as answer_vi,
    if(told.status = 'answered', told.approved_by, null) as answered_by,
    if(told.status = 'answered', told.approved_on, null) as answered_on,
    told.override_status, override.label_vi as override_status_vi,
from quality.finding as finding
join told using (finding_id)
left join core.finding_number as compared using (finding_id)
left join marts.rule as rule on rule.rule_id = finding.rule_id
left join core.unit_of_period as spanned
    on spanned.unit_id = finding.unit_id and spanned.period_id is not distinct from finding.period_id
left join marts.unit as unit
    on unit.unit_version_id = coalesce(spanned.unit_version_id, if(rule.scope in ('period', 'bloc'), 'bloc', '-'))
left join marts.period as period on period.period_id = finding.period_id
left join reference.indicator as indicator on indicator.indicator_id = finding.indicator_id
cross join core.said as said
left join reference.word as severity on severity.list_id = 'severity' and severity.code = finding.severity
left join reference.word as override on override.list_id = 'override_status' and override.code = told.override_status
left join reference.word as status on status.list_id = 'finding_status' and status.code = told.status
