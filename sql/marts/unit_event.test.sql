-- Each line of the register stands once, with the units that it names.
select
    event.event_id,
    event.from_id,
    event.to_id,
    count(told.event_id) as row_count,
from reference.unit_event as event
left join marts.unit_event as told
    on told.event_id = event.event_id
    and split_part(told.from_unit_version_id, '/', 1) is not distinct from event.from_id
    and split_part(told.to_unit_version_id, '/', 1) is not distinct from event.to_id
group by event.event_id, event.from_id, event.to_id
having count(told.event_id) <> 1
