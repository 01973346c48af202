-- description: Every indicator over every span, over all units of a group, rates included.
-- grain: one row per span, group of units and indicator due in it
-- column span_id: span of periods
-- column group_kind: bloc: all units together; kind, sector or within: of one period also those of one kind or sector, or of a unit with all below it
-- column group_code: which kind, sector or unit above; 'bloc' for all
-- column indicator_id: indicator
-- column value: total, stock, worst rank or rate (percent) of what is known, in the indicator's unit of measure
-- column shown_value: value with the decimals that are shown of it: of a rate two, rounded once from its numerator and denominator
-- column low_value: least that it may be, given what is unknown; null when there is nothing that it could be
-- column high_value: most that it may be, given what is unknown
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column is_perhaps_void: whether it may turn out that there is no such rate, the denominator being zero
-- column numerator: of a rate, of the units of which both parts are known; null for all else
-- column denominator: likewise
-- column value_exact: over all units together value without a rounding, {part, whole}: whole numbers, of which the first through the second is it
-- column low_exact: low_value likewise
-- column high_exact: high_value likewise
-- column due_count: unit figures due
-- column known_count: unit figures known: given, zero, 'không phát sinh' or 'không áp dụng'
-- column value_count: figures given, other than zero
-- column zero_count: figures given as zero
-- column none_occurred_count: 'không phát sinh'
-- column not_applicable_count: 'không áp dụng'
-- column blank_count: left blank, said to be not known ('…') or not readable
-- column missing_count: no accepted return came
with figure as (
    select
        *, null::decimal(24, 6) as numerator, null::decimal(24, 6) as denominator,
        list_transform([value, low_value, high_value], lambda one: if(group_kind = 'bloc', fraction(one), null)) as exact,
        exact[1] as value_exact, exact[2] as low_exact, exact[3] as high_exact,
    from core.span_total
    union all by name
    select *, null as exact from core.span_rate where group_kind <> 'unit'
)

select
    span_id,
    group_kind,
    group_code,
    indicator_id,
    value,
    if(numerator is null, value, rounded(percent_of(fraction(numerator), fraction(denominator)), 2)) as shown_value,
    low_value,
    high_value,
    is_low_open,
    is_high_open,
    is_perhaps_void,
    numerator,
    denominator,
    value_exact, low_exact, high_exact,
    due_count,
    due_count - blank_count - missing_count as known_count,
    value_count,
    zero_count,
    none_occurred_count,
    not_applicable_count,
    blank_count,
    missing_count,
from figure
