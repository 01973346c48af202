-- description: What became of units, on which day and by which decision: founded, renamed, moved, upgraded, merged, split or dissolved. What figures fall to whom stands in marts.unit_as_is.
-- grain: one row per event, unit before and unit after; so an event of many units has several
-- column event_id: event, of register unit_event
-- column event_kind: founded, renamed, moved, upgraded, merged, split or dissolved
-- column event_kind_vi: its name
-- column happened_on: first day on which units are as they became
-- column from_unit_version_id: unit as it was until the day before: key of marts.unit; null where one was founded
-- column from_unit_name_vi: its name then
-- column to_unit_version_id: unit as it is from that day on: key of marts.unit; null where one was dissolved into none
-- column to_unit_name_vi: its name then
-- column share_pct: part of the unit before that the unit after has, percent, as the register states it; null where it does not
-- column decision_vi: decision by which it happened, as the register has it
select
    event.event_id,
    event.kind as event_kind, kind.label_vi as event_kind_vi,
    event.happened_on,
    was.unit_id || '/' || was.valid_from_on as from_unit_version_id, was.distinct_name_vi as from_unit_name_vi,
    became.unit_id || '/' || became.valid_from_on as to_unit_version_id, became.distinct_name_vi as to_unit_name_vi,
    event.share_pct,
    event.decision as decision_vi,
from reference.unit_event as event
left join reference.unit as was
    on was.unit_id = event.from_id and event.happened_on in (was.valid_to_on + 1, was.paused_until_on + 1)
left join reference.unit as became
    on became.unit_id = event.to_id
    and event.happened_on between became.valid_from_on and coalesce(became.valid_to_on, 'infinity'::date)
left join reference.word as kind on kind.list_id = 'unit_event' and kind.code = event.kind
