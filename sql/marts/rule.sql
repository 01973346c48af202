-- description: Rules of data quality, and how each fared in this release.
-- grain: one row per rule
-- column rule_id: rule
-- column kind: what is tested; 'reader': found while a workbook is read
-- column severity: error (the return is rejected), warning (asked about) or note
-- column severity_vi: its name
-- column scope: what one failing case is: a cell, a return, a unit's series, a period, or the whole bloc
-- column message_vi: what is wrong, with placeholders
-- column remedy_vi: what the reader of the finding should do
-- column owner: who answers for the rule
-- column reason: why it exists
-- column source: clause, form or standard behind it; null where none is
-- column valid_from_on: first day of the periods that it covers
-- column valid_to_on: last day of the periods that it covers; null: no end
-- column evaluated_count: cases that could be judged; null when it was not evaluated
-- column failed_count: cases that break it
select
    rule.rule_id,
    rule.kind,
    rule.severity,
    severity.label_vi as severity_vi,
    rule.scope,
    rule.message_vi,
    rule.remedy_vi,
    rule.owner,
    rule.reason,
    rule.source,
    rule.valid_from_on,
    rule.valid_to_on,
    result.evaluated_count,
    result.failed_count,
from reference.rule as rule
left join quality.rule_result as result using (rule_id)
left join reference.word as severity on severity.list_id = 'severity' and severity.code = rule.severity
