-- description: What targets of a share or a growth are compared with, all units together.
-- grain: one row per target and version that has a base
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column value: base as the register says it, or as the figures do; null while one is missing, as the rest is no base, or where it is surely more or less
-- column low_value: least that it may be
-- column high_value: most that it may be
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column value_exact: value without a rounding, {part, whole}: whole numbers, of which the first through the second is it
-- column low_exact: low_value likewise
-- column high_exact: high_value likewise
-- column due_count: unit figures due
-- column known_count: unit figures known
with said as (
    select target_id, version, fraction(base_value) as exact
    from core.target_asked
    where base_value is not null
)

select
    asked.target_id,
    asked.version,
    coalesce(
        asked.base_value, if(
            (base.low_value < base.high_value and base.known_count < base.due_count)
            or (base.is_low_open and base.value = base.low_value) or (base.is_high_open and base.value = base.high_value),
            null, base.value
        )
    ) as value,
    coalesce(asked.base_value, base.low_value) as low_value,
    coalesce(asked.base_value, base.high_value) as high_value,
    asked.base_value is null and base.is_low_open as is_low_open,
    asked.base_value is null and base.is_high_open as is_high_open,
    coalesce(said.exact, base.value_exact) as value_exact,
    coalesce(said.exact, base.low_exact) as low_exact,
    coalesce(said.exact, base.high_exact) as high_exact,
    if(asked.base_value is null, base.due_count, 0) as due_count,
    if(asked.base_value is null, base.known_count, 0) as known_count,
from core.target_asked as asked
left join core.span_value as base
    on base.group_kind = 'bloc'
    and base.indicator_id = asked.base_indicator_id
    and base.span_id = 'period:' || asked.base_period_id || ':' || asked.base_period_id
left join said using (target_id, version)
where asked.kind in ('share_of_base', 'growth')
