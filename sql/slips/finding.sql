-- description: Findings that a slip tells: open ones, and notes of now. What was received is what the cell says; behind an indicator stands the unit, where it is about another than the one that reports.
select
    finding.* replace (nullif(coalesce(finding.written, finding.received), '') as received),
    if(
        finding.indicator_id is not null,
        concat_ws(' – ', finding.indicator_vi, nullif(finding.unit_name_vi, revision.unit_name_vi)),
        null
    ) as label_vi,
from marts.finding as finding
left join marts.return_revision as revision using (revision_id)
where finding.receipt_id is not null and (finding.is_open or (finding.is_current and finding.severity = 'note'))
order by all
