-- description: What each target is measured by: its own indicator over its own days, of a composite those of the targets that it counts; and what figures a share or a growth is compared with.
-- grain: one row per target, version, target that it is measured by, and whether as its base
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column part_id: target of that version that it is measured by: itself, or one that it counts
-- column is_base: whether it is what that one is compared with; the register may say a base itself, of which there is no row
-- column indicator_id: indicator of that target, or of its base
-- column starts_on: first day that counts for it
-- column ends_on: last day that counts for it
with whole as (
    select target_id, version, unnest(if(kind = 'composite', part_ids, [target_id])) as part_id from reference.target
)

select whole.target_id, whole.version, whole.part_id, false as is_base, part.indicator_id, part.starts_on, part.ends_on,
from whole
join reference.target as part on part.target_id = whole.part_id and part.version = whole.version
union all
select
    whole.target_id, whole.version, whole.part_id, true as is_base, part.base_indicator_id, base.starts_on, base.ends_on,
from whole
join core.target_asked as part on part.target_id = whole.part_id and part.version = whole.version
join reference.period as base on base.period_id = part.base_period_id
where part.kind in ('share_of_base', 'growth') and part.base_value is null
