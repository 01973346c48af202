-- description: What missing figures between two days are taken to be at least and at most: by indicator and line of the register what that says, and one row without indicator for those that no line is about.
select
    indicator.label_vi as indicator_vi,
    indicator.unit_of_measure, unit.label_vi as unit_of_measure_vi,
    said.kind,
    said.minimum, said.maximum, said.least_share_pct, said.most_share_pct, said.most_change,
    said.reason_vi,
    count(*) as figure_count,
    min(bound.low_value) as low_value,
    max(bound.high_value) as high_value,
from core.reported_value as missing
join marts.period as period using (period_id)
left join core.missing_bound as bound using (unit_id, period_id, indicator_id)
left join reference.missing_bound as said on said.indicator_id = bound.indicator_id and said.kind is not distinct from bound.kind
left join reference.indicator as indicator on indicator.indicator_id = bound.indicator_id
left join reference.word as unit on unit.list_id = 'unit_of_measure' and unit.code = indicator.unit_of_measure
where missing.state = 'missing' and period.starts_on >= $first and period.ends_on <= $last
group by all
order by indicator_vi nulls last, said.kind nulls first
