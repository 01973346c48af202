-- For each unit one answers in each period from its first on.
select
    unit.unit_id,
    period.period_id,
    count(heir.heir_id) as heir_count,
from (select unit_id, min(valid_from_on) as begins_on from reference.unit group by unit_id) as unit
join reference.period as period on unit.begins_on <= period.ends_on
left join core.unit_heir as heir on heir.unit_id = unit.unit_id and heir.period_id = period.period_id
group by unit.unit_id, period.period_id
having count(heir.heir_id) <> 1
