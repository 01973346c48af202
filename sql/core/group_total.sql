-- description: Every counted indicator in every period, what is known of the units of each group together, and the bounds that the unknown leaves.
-- grain: one row per period, group of units and indicator due in it (rates are in core.span_rate)
-- kept by: period_id
-- column period_id: period
-- column group_kind: bloc: all units together; kind, sector or within: those of one kind or sector, or of a unit with all below it
-- column group_code: which kind, sector or unit above; 'bloc' for all
-- column indicator_id: indicator
-- column taken: what is taken of several: the sum, the least (a rating of which higher is better) or the greatest
-- column value: total (sum), stock (last) or worst rank (worst) of what is known; null when nothing is
-- column low_value: least that it may be, given what is unknown; null when no rating applies
-- column high_value: most that it may be, given what is unknown; null when no rating applies
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column due_count: unit figures due
-- column value_count: figures given, other than zero
-- column zero_count: figures given as zero
-- column none_occurred_count: 'không phát sinh'
-- column not_applicable_count: 'không áp dụng'
-- column blank_count: left blank, said to be not known ('…') or not readable
-- column missing_count: no accepted return came
with figure as (
    select
        unit_group.group_kind,
        unit_group.group_code,
        case
            when indicator.aggregation <> 'worst' then 'sum'
            when coalesce(indicator.is_higher_better, true) then 'least'
            else 'greatest'
        end as taken,
        indicator_value.*,
        -- A rating that does not apply binds no worst one; in a sum it is nought.
        indicator.aggregation <> 'worst' or indicator_value.state <> 'not_applicable' as is_counted,
    from core.indicator_value as indicator_value
    join reference.indicator as indicator using (indicator_id)
    join core.unit_group as unit_group using (unit_id, period_id)
    -- What units below owe too is a total, and counts nowhere twice.
    anti join core.unit_total as total
        on total.unit_id = indicator_value.unit_id and total.period_id = indicator_value.period_id
        and total.indicator_id = indicator_value.indicator_id
    where indicator.aggregation in ('sum', 'worst', 'last') and unit_group.group_kind <> 'unit'
)

-- Bounds are combined as in core.span_extreme: the bound that binds says whether it is open; a sum is open when any part is.
select
    period_id,
    group_kind,
    group_code,
    indicator_id,
    taken,
    case taken when 'sum' then sum(value) when 'least' then min(value) else max(value) end as value,
    case taken
        when 'sum' then sum(low_value)
        when 'least' then min(low_value) filter (where is_counted)
        else max(low_value) filter (where is_counted)
    end as low_value,
    case taken
        when 'sum' then sum(high_value)
        when 'least' then min(high_value) filter (where is_counted)
        else max(high_value) filter (where is_counted)
    end as high_value,
    coalesce(case taken
        when 'sum' then bool_or(is_low_open)
        when 'least' then arg_min(is_low_open, (low_value, is_low_open)) filter (where is_counted)
        else arg_max(is_low_open, (low_value, is_low_open)) filter (where is_counted)
    end, false) as is_low_open,
    coalesce(case taken
        when 'sum' then bool_or(is_high_open)
        when 'least' then arg_min(is_high_open, (high_value, not is_high_open)) filter (where is_counted)
        else arg_max(is_high_open, (high_value, not is_high_open)) filter (where is_counted)
    end, false) as is_high_open,
    count(*) as due_count,
    count(*) filter (where state = 'value') as value_count,
    count(*) filter (where state = 'zero') as zero_count,
    count(*) filter (where state = 'none_occurred') as none_occurred_count,
    count(*) filter (where state = 'not_applicable') as not_applicable_count,
    count(*) filter (where state in ('blank', 'no_data', 'unreadable')) as blank_count,
    count(*) filter (where state = 'missing') as missing_count,
from figure
group by period_id, group_kind, group_code, indicator_id, taken
