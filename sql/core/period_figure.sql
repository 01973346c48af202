-- description: Figures of periods that follow from what returns say of other days: what was added since the figure from January on before it, and columns of single months.
-- grain: one row per unit, period, indicator and breakdown of which no return says the figure itself
-- column unit_id: unit that the figure is about
-- column period_id: period that it is about
-- column indicator_id: indicator
-- column breakdown: members that it is broken down by; empty: a total
-- column axes: axes of these: parts with the same ones do not overlap
-- column is_partial: whether the parts with these axes need not make up the whole ('trong đó')
-- column reporter_id: unit whose return says it
-- column return_id: return in force from which it follows
-- column state: value, zero, none_occurred, not_applicable, blank or unreadable; no_data where the figure before is not known, or is more
-- column comparator: '=' for an exact figure, '≈' where one of the two is none; null when unknown
-- column value: number in the indicator's unit of measure; null when unknown
-- column low_value: least that it may be
-- column high_value: most that it may be
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column known_from_at: instant from which that return was in force (UTC)
-- column is_corrected: whether it follows from a correction of the steward
-- column path: file below raw/returns
-- column sheet_name: sheet of the workbook
-- column address: cell of the figure from January on, or of the month
with added as (
    select
        said.* exclude (low_value, high_value, is_low_open, is_high_open, low, high),
        before.value is not null and said.value is not null
            and said.value - before.value >= indicator.valid_min and taken_in.unit_id is null as is_known,
        is_known and said.comparator = '=' and before.comparator = '=' as is_exact,
        if(is_known, said.value - before.value, null) as added_value,
        coalesce(bound.low_value, least(indicator.valid_min, 0)) as least,
        coalesce(
            bound.high_value,
            if(indicator.valid_min < 0 or taken_in.unit_id is not null, indicator.valid_max, said.high_value)
        ) as most,
    from core.kind_value as said
    left join core.cumulative_bound as bound using (unit_id, period_id, indicator_id, breakdown)
    -- What it told then may hold figures of others, that became part of it since.
    left join core.cumulative_taken_in as taken_in using (unit_id, period_id, indicator_id, breakdown, starts_on)
    join reference.indicator as indicator using (indicator_id)
    join reference.period as period on period.period_id = said.period_id
    left join core.told_figure as before
        on before.unit_id = said.unit_id and before.indicator_id = said.indicator_id
        and before.breakdown = said.breakdown and before.starts_on = said.starts_on
        and before.ends_on = period.starts_on - 1
    anti join core.told_figure as own
        on own.unit_id = said.unit_id and own.indicator_id = said.indicator_id and own.breakdown = said.breakdown
        and own.starts_on = period.starts_on and own.ends_on = period.ends_on and own.is_own
    where said.kind = 'cumulative' and indicator.aggregation = 'sum' and said.starts_on < period.starts_on
),

figure as (
    select
        unit_id, period_id, indicator_id, breakdown, axes, is_partial, reporter_id, return_id, 1 as place,
        case
            when value <> 0 and added_value = 0 then 'zero'
            else if(is_known or value is null, state, 'no_data')
        end as state,
        if(is_known, if(is_exact, '=', '≈'), null) as comparator,
        added_value as value,
        case when is_exact then added_value when state = 'not_applicable' then 0 else least(least, added_value) end
            as low_value,
        case when is_exact then added_value when state = 'not_applicable' then 0 else greatest(most, added_value) end
            as high_value,
        false as is_low_open, false as is_high_open, is_corrected, path, sheet_name, address,
    from added
    union all by name
    -- A column of one month, quarter or half-year that has passed.
    select
        told.unit_id, told.about_period_id as period_id, told.indicator_id, told.breakdown, told.axes, told.is_partial,
        told.reporter_id, told.return_id, 2 as place, told.state, told.comparator, told.value, told.low_value,
        told.high_value, told.is_low_open, told.is_high_open, told.is_corrected, told.path, told.sheet_name, told.address,
    from core.told_figure as told
    join reference.period as period on period.period_id = told.period_id and period.ends_on >= told.ends_on
    where not told.is_own and regexp_matches(told.relative_period, '^(month|quarter|half)_[0-9]+$')
        and told.about_period_id is not null
)

select
    unit_id, period_id, indicator_id, breakdown, axes, is_partial, reporter_id, return_id, state, comparator,
    value::decimal(24, 6) as value, low_value::decimal(24, 6) as low_value, high_value::decimal(24, 6) as high_value,
    is_low_open, is_high_open, known_from_at, is_corrected, path, sheet_name, address,
from figure
join (select return_id, known_from_at from core.return) as received using (return_id)
qualify row_number() over (partition by unit_id, period_id, indicator_id, breakdown order by place, reporter_id) = 1
