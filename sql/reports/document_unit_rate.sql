-- description: The rates of targets of each unit over the periods between two days: all of its numerators through all of its denominators, of what is known of both.
select
    unit.unit_id, figure.indicator_id,
    any_value(figure.indicator_vi) as indicator_vi,
    any_value(figure.unit_of_measure_vi) as unit_of_measure_vi,
    100 * sum(figure.numerator) / sum(figure.denominator) as rate_pct,
from marts.observation as figure
join marts.period as period using (period_id)
join marts.unit as unit using (unit_version_id)
where period.starts_on >= $first and period.ends_on <= $last
    and figure.indicator_id in (select indicator_id from reference.target)
    and figure.measure = 'rate' and not figure.is_whole
group by unit.unit_id, figure.indicator_id
having sum(figure.denominator) > 0
order by figure.indicator_id, unit.unit_id
