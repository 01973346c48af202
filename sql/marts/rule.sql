-- description: Rules of data quality, and how each fared in this release.
-- grain: one row per rule
-- column rule_id: rule
-- column label_vi: what it says: its message, with … for what differs from case to case
-- column kind: what is tested; 'reader': found while a workbook is read
-- column kind_vi: its name
-- column severity: error (the return is rejected), warning (asked about) or note
-- column severity_vi: its name
-- column scope: what one failing case is: a cell, a return, a unit's series, a period, or the whole bloc
-- column scope_vi: its name
-- column message_vi: what is wrong, with placeholders
-- column remedy_vi: what the reader of the finding should do
-- column owner: who answers for the rule
-- column owner_vi: their name; as in owner where the office has no word for it
-- column reason: why it exists, in English
-- column source: clause, form or standard behind it; null where none is
-- column valid_from_on: first day of the periods that it covers
-- column valid_to_on: last day of the periods that it covers; null: no end
-- column case_count: cases that could be judged; null when it was not judged
-- column finding_count: cases that break it
select
    rule.rule_id,
    regexp_replace(rule.message_vi, '[{][a-z]+[}]', '…', 'g') as label_vi,
    rule.kind,
    kind.label_vi as kind_vi,
    rule.severity,
    severity.label_vi as severity_vi,
    rule.scope,
    scope.label_vi as scope_vi,
    rule.message_vi,
    rule.remedy_vi,
    rule.owner,
    coalesce(owner.label_vi, rule.owner) as owner_vi,
    rule.reason,
    rule.source,
    rule.valid_from_on,
    rule.valid_to_on,
    result.case_count,
    result.finding_count,
from reference.rule as rule
left join quality.rule_result as result using (rule_id)
left join reference.word as kind on kind.list_id = 'rule_kind' and kind.code = rule.kind
left join reference.word as scope on scope.list_id = 'rule_scope' and scope.code = rule.scope
left join reference.word as owner on owner.list_id = 'owner' and owner.code = rule.owner
left join reference.word as severity on severity.list_id = 'severity' and severity.code = rule.severity
