-- description: Explanations that units wrote and nobody decided on yet, each as a line of register override without its last three columns, with what a reader wants beside it.
select
    finding.rule_id, unit.unit_id, finding.period_id, finding.indicator_id, finding.received,
    count(*) as cell_count,
    finding.explanation_vi as reason_vi, unit.unit_id as explained_by,
    finding.unit_name_vi, finding.period_vi,
    min(finding.message_vi) as message_vi, min(finding.path) as path,
from marts.finding as finding
join marts.unit as unit using (unit_version_id)
where finding.is_open and finding.severity = 'warning' and finding.explanation_vi is not null
group by all
order by finding.period_id, unit.unit_id, finding.rule_id, finding.indicator_id
