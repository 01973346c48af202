-- Explanations that units sent and nobody has decided on yet, as lines for raw/reference/override.csv: approved_by and approved_on
-- are for the approver.
select rule_id, unit_id, period_id, indicator_id, received, count(*) as cell_count,
    explanation_vi as reason_vi, unit_id as explained_by, null as approved_by, null as approved_on, null as valid_to_on
from marts.finding join marts.unit using (unit_version_id)
where is_open and severity = 'warning' and explanation_vi is not null
group by all
order by period_id, unit_id, rule_id
