-- description: Where the verdict of a target tips of which it cannot yet be said, as a total of figures: one return decides it alone when all others together cannot carry the total over such a place.
-- grain: one row per target of a total or a latest figure whose base is known, version and cut-off period of which it cannot yet be said
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column low_value: least that the total may be, in the measure of the figures; one step of 0.000001 inside an open end
-- column high_value: most that it may be, likewise
-- column tips_at: total from which on what was to be reached is reached: where that is no total that figures can have, the next one
-- column is_tip_alike: whether there it is as it is beyond, on the side of more: below it is not
-- column lost_at: total that must not be passed, as it can only grow, or the next one that figures can have; null where none is
-- column is_lost_at: whether it is lost at this total already
with placed as (
    select
        progress.target_id, progress.version, progress.cutoff_period_id,
        level.low_value + if(level.is_low_open, 0.000001, 0) as low_value,
        level.high_value - if(level.is_high_open, 0.000001, 0) as high_value,
        fraction(progress.target_value) as asked_exact,
        coalesce(progress.expected_exact, asked_exact) as due_exact,
        asked.is_strict or asked.kind = 'done' as is_tip_alike,
        asked.is_strict,
        if(asked.kind = 'growth', 100, 0) as from_pct,
        asked.is_less_better and asked.is_accumulated and not cutoff.is_ended as is_lost_beyond,
        -- What one percent, or one of the mean of the years, is in the measure of the figures.
        case
            when asked.kind in ('share_of_base', 'growth')
                then {'part': base.value_exact['part'], 'whole': 100 * base.value_exact['whole']}
            when asked.kind = 'average'
                then {'part': cutoff.elapsed_count::hugeint, 'whole': asked.periods_per_year::hugeint}
            else {'part': 1::hugeint, 'whole': 1::hugeint}
        end as scale,
    from core.target_progress as progress
    join core.target_asked as asked using (target_id, version)
    join core.target_cutoff as cutoff using (target_id, version, cutoff_period_id)
    join core.target_level as level using (target_id, version, cutoff_period_id)
    left join core.target_base as base on base.target_id = progress.target_id and base.version = progress.version
        and base.low_value = base.high_value and base.low_value > 0
    where progress.verdict = 'cannot_yet_say' and not level.is_perhaps_void and asked.aggregation in ('sum', 'last')
        and case asked.kind
            when 'average' then asked.aggregation = 'sum' and not asked.is_yearly
            when 'share_of_base' then base.value is not null
            when 'growth' then base.value is not null
            else asked.kind in ('cumulative', 'by_date', 'done')
        end
),

-- In steps of 0.000001, of which figures are made; what takes more than 38 digits is as near as a double.
stepped as (
    select
        *,
        list_transform([due_exact, asked_exact], lambda one: coalesce(
            try([(one['part'] + from_pct * one['whole']) * scale['part'] * 1000000, one['whole'] * scale['whole']]),
            [((one['part']::double / one['whole'] + from_pct) * scale['part'] / scale['whole'] * 1000000)::hugeint, 1]
        )) as tips,
        list_transform(tips, lambda one: one[1] % one[2] > 0) as is_between,
        list_transform(tips, lambda one: if(one[1] % one[2] > 0, 1, 0) + one[1] // one[2]) as millionths,
        list_transform(millionths, lambda one: one::decimal(32, 0) * 0.000001) as steps,
    from placed
)

select
    target_id, version, cutoff_period_id, low_value, high_value,
    steps[1]::decimal(24, 6) as tips_at,
    is_tip_alike or is_between[1] as is_tip_alike,
    if(is_lost_beyond, steps[2], null)::decimal(24, 6) as lost_at,
    is_strict or is_between[2] as is_lost_at,
from stepped
