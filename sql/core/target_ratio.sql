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
-- column value_exact: value without a rounding, {part, whole}: whole numbers, of which the first through the second is it; null where they are too long
-- column low_exact: low_value likewise
-- column high_exact: high_value likewise
-- column due_count: unit figures due up to the cut-off, those of the base too
-- column known_count: unit figures known
with pair as (
    select
        cutoff.target_id, cutoff.version, cutoff.cutoff_period_id,
        base.value as base_value,
        base.low_value is null or base.high_value <= 0 as is_without_base,
        -- Without a least base above zero there may be no such share, or one as great as you like.
        base.low_value <= 0 as is_base_perhaps_void,
        -- One and the same figure is all of itself, whatever is missing of it.
        level.is_base and base.low_value > 0 as is_whole,
        is_whole or (level.value is not null and base.value <> 0) as is_known,
        not is_whole and (level.is_low_open
            or (level.low_value <> 0 and if(level.low_value < 0, base.is_low_open, base.is_high_open))) as is_low_open,
        not is_whole and (level.is_high_open
            or (level.high_value <> 0 and if(level.high_value < 0, base.is_high_open, base.is_low_open))) as is_high_open,
        level.is_perhaps_void,
        [if(is_whole, base.low_exact, level.value_exact), level.low_exact, level.high_exact] as levels,
        [
            if(is_whole, base.low_exact, base.value_exact),
            if(level.low_value < 0 or is_whole, base.low_exact, base.high_exact),
            if(level.high_value < 0 or is_whole, base.high_exact, base.low_exact),
        ] as bases,
        level.due_count, level.known_count, base.due_count as base_due_count, base.known_count as base_known_count,
    from core.target_cutoff as cutoff
    join core.target_base as base using (target_id, version)
    left join core.target_level as level using (target_id, version, cutoff_period_id)
),

-- A fraction through a fraction. What takes more than 38 digits is as near as a double.
divided as (
    select
        *,
        list_transform(range(1, 4), lambda n: if(n = 1, is_known, not is_base_perhaps_void)) as is_one,
        list_transform(range(1, 4), lambda n: if(is_one[n], 100 * (levels[n]['part']::double / levels[n]['whole'])
            / (bases[n]['part']::double / bases[n]['whole']), null)) as ratios,
        list_transform(range(1, 4), lambda n: if(is_one[n], percent_of(levels[n], bases[n]), null)) as percents,
        list_transform(percents, lambda one: reduced(one)) as exact,
    from pair
)

select
    target_id, version, cutoff_period_id,
    ratios[1]::decimal(24, 6) as value,
    ratios[2]::decimal(24, 6) as low_value,
    ratios[3]::decimal(24, 6) as high_value,
    coalesce(is_low_open, false) as is_low_open, coalesce(is_high_open, false) as is_high_open,
    coalesce(is_perhaps_void or is_base_perhaps_void, false) as is_perhaps_void,
    is_without_base,
    base_value,
    exact[1] as value_exact,
    exact[2] as low_exact,
    exact[3] as high_exact,
    if(due_count is null, 0, due_count + base_due_count) as due_count,
    if(due_count is null, 0, known_count + base_known_count) as known_count,
from divided
