-- description: What each target is measured by: its own indicator over its own days, of a composite those of the targets that it counts.
-- grain: one row per target, version and target that it is measured by
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column part_id: target of that version that it is measured by: itself, or one that it counts
-- column indicator_id: indicator of that target
-- column starts_on: first day that counts for it
-- column ends_on: last day that counts for it
with whole as (
    select target_id, version, unnest(if(kind = 'composite', part_ids, [target_id])) as part_id from reference.target
)

select whole.target_id, whole.version, whole.part_id, part.indicator_id, part.starts_on, part.ends_on,
from whole
join reference.target as part on part.target_id = whole.part_id and part.version = whole.version
