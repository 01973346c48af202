-- description: What each unit added to each cumulative target's indicator in the periods between two days, of what is known; and in how many of the figures due.
select
    unit.unit_id, figure.indicator_id,
    any_value(figure.indicator_vi) as indicator_vi,
    any_value(figure.unit_of_measure_vi) as unit_of_measure_vi,
    sum(figure.value) as value,
    count(*) as due_count,
    count(figure.value) as known_count,
from marts.observation as figure
join marts.period as period using (period_id)
join marts.unit as unit using (unit_version_id)
where period.starts_on >= $first and period.ends_on <= $last
    and figure.indicator_id in (select indicator_id from reference.target where kind = 'cumulative')
    and figure.measure = 'flow' and not figure.is_whole
group by unit.unit_id, figure.indicator_id
order by figure.indicator_id, unit.unit_id
