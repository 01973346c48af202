-- description: What the rates over each span are made of, over all units of a group: numerators, denominators, and where each bound of the rate lies.
-- grain: one row per span, group of units and rate of which a numerator and a denominator are due in it
-- column span_id: span of periods
-- column group_kind: bloc: all units together; kind, sector, within or unit: of one period also those of one kind or sector, of a unit with all below it, or one unit alone
-- column group_code: which kind, sector, unit above or unit; 'bloc' for all
-- column indicator_id: rate
-- column numerator: of the units of which both parts are known, times 100, as all numerators here
-- column denominator: of the units of which both parts are known, times the rate's greatest value, as all denominators here
-- column least_numerator: least that the numerator may be
-- column most_numerator: most that it may be, were it no part of the denominator
-- column least_denominator: least that the denominator may be, were the numerator no part of it
-- column most_denominator: most that it may be
-- column sure_denominator: least that the denominator may be, given its numerator
-- column top_numerator: numerator where the rate is greatest
-- column top_denominator: denominator where the rate is greatest
-- column is_bottom_open: whether the rate is surely more than the least numerator through the most denominator
-- column is_sure_open: whether the denominator is surely more than the sure one
-- column is_top_open: whether the rate is surely less than it is at the top
-- column is_full_open: whether the rate is surely less than its greatest value, where the top is that
-- column is_contradicted: whether a unit's numerator is surely more than its denominator allows
-- column due_count: rates of units due
-- column value_count: those with figures other than zero
-- column zero_count: those of which the worst-known part is zero
-- column none_occurred_count: those of which it is 'không phát sinh'
-- column not_applicable_count: those of which it is 'không áp dụng'
-- column blank_count: those of which it was left blank, said to be not known ('…') or is not readable
-- column missing_count: those of which it never came
with pair as (
    select
        pair.*,
        unit_group.group_kind, unit_group.group_code,
        is_paired and (
            least_numerator < most_denominator
            or (least_numerator = most_denominator and not (is_least_numerator_open or is_most_denominator_open))
        ) as is_part,
    from core.span_rate_pair as pair
    join core.unit_group as unit_group using (unit_id, period_id)
    left join core.unit_total as total using (indicator_id, unit_id, period_id)
    where (total.unit_id is null or unit_group.group_kind = 'unit')
        and (pair.is_period or unit_group.group_kind = 'bloc'
            or (pair.span_kind = 'period' and unit_group.group_kind <> 'unit'))
),

-- A numerator that is part of its denominator raises both, and raises the rate most where all of it is.
topped as (
    select
        *,
        if(is_part, least(most_numerator, most_denominator), most_numerator) as top_numerator,
        (is_most_numerator_open and not (is_part and most_denominator < most_numerator))
            or (is_most_denominator_open and is_part and most_denominator <= most_numerator) as is_top_numerator_open,
    from pair
),

edge as (
    select
        *,
        if(is_part, greatest(least_denominator, top_numerator), least_denominator) as top_denominator,
        if(is_part, greatest(least_denominator, least_numerator), least_denominator) as sure_denominator,
        is_top_numerator_open
            or (is_least_denominator_open and (not is_part or least_denominator >= top_numerator)) as is_top_open,
    from topped
)

select
    span_id, group_kind, group_code, indicator_id,
    sum(numerator) as numerator,
    sum(denominator) as denominator,
    sum(least_numerator) as least_numerator,
    sum(most_numerator) as most_numerator,
    sum(least_denominator) as least_denominator,
    sum(most_denominator) as most_denominator,
    sum(sure_denominator) as sure_denominator,
    sum(top_numerator) as top_numerator,
    sum(top_denominator) as top_denominator,
    bool_or(is_least_numerator_open) or (bool_or(is_most_denominator_open) and sum(least_numerator) > 0) as is_bottom_open,
    bool_or(is_least_denominator_open or (is_part and is_least_numerator_open)) as is_sure_open,
    bool_or(is_top_open) as is_top_open,
    bool_or(is_top_open and greatest(least_numerator, least_denominator) >= top_numerator) as is_full_open,
    bool_or(is_paired and not is_part) as is_contradicted,
    count(*) as due_count,
    count(*) filter (where state = 'value') as value_count,
    count(*) filter (where state = 'zero') as zero_count,
    count(*) filter (where state = 'none_occurred') as none_occurred_count,
    count(*) filter (where state = 'not_applicable') as not_applicable_count,
    count(*) filter (where state in ('blank', 'no_data', 'unreadable')) as blank_count,
    count(*) filter (where state = 'missing') as missing_count,
from edge
group by span_id, group_kind, group_code, indicator_id
having bool_or(is_paired or is_numerator_due) and bool_or(is_paired or not is_numerator_due)
