-- description: What targets of a share or a growth are about as a share of their base, with the bounds that either leaves: a growth is what this is more than 100.
-- grain: one row per target that has a base, version and cut-off period
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column value: percent of the base, of what is known; null when the base is zero
-- column low_value: least that it may be; null when nothing is due yet, nothing that is due applies, or the base may be zero
-- column high_value: most that it may be
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column is_perhaps_void: whether it may turn out that there is no such share
-- column is_without_base: whether there is nothing to compare with: no base is known, or it is zero
-- column base_value: what it is compared with; null when that is not known
-- column low_part: what is divided for the least
-- column low_whole: by which it is
-- column high_part: what is divided for the most
-- column high_whole: by which it is
-- column due_count: unit figures due up to the cut-off, those of the base too
-- column known_count: unit figures known
with ratio as (
    select
        cutoff.target_id, cutoff.version, cutoff.cutoff_period_id,
        base.value as base_value,
        100 * level.value / nullif(base.value, 0) as value,
        level.low_value as low_part, if(level.low_value < 0, base.low_value, base.high_value) as low_whole,
        level.high_value as high_part, if(level.high_value < 0, base.high_value, base.low_value) as high_whole,
        100 * low_part / nullif(low_whole, 0) as low_ratio,
        100 * high_part / nullif(high_whole, 0) as high_ratio,
        level.is_low_open
            or (level.low_value <> 0 and if(level.low_value < 0, base.is_low_open, base.is_high_open)) as is_low_open,
        level.is_high_open
            or (level.high_value <> 0 and if(level.high_value < 0, base.is_high_open, base.is_low_open)) as is_high_open,
        base.low_value is null or base.high_value <= 0 as is_without_base,
        -- Without a least base above zero there may be no such share, or one as great as you like.
        base.low_value <= 0 as is_base_perhaps_void,
        level.is_perhaps_void,
        level.due_count, level.known_count, base.due_count as base_due_count, base.known_count as base_known_count,
    from core.target_cutoff as cutoff
    join core.target_base as base using (target_id, version)
    left join core.target_level as level using (target_id, version, cutoff_period_id)
)

select
    target_id, version, cutoff_period_id,
    value::decimal(24, 6) as value,
    if(is_base_perhaps_void, null, low_ratio)::decimal(24, 6) as low_value,
    if(is_base_perhaps_void, null, high_ratio)::decimal(24, 6) as high_value,
    coalesce(is_low_open, false) as is_low_open, coalesce(is_high_open, false) as is_high_open,
    coalesce(is_perhaps_void or is_base_perhaps_void, false) as is_perhaps_void,
    is_without_base,
    base_value,
    if(is_base_perhaps_void, null, low_part) as low_part, low_whole,
    if(is_base_perhaps_void, null, high_part) as high_part, high_whole,
    if(due_count is null, 0, due_count + base_due_count) as due_count,
    if(due_count is null, 0, known_count + base_known_count) as known_count,
from ratio
