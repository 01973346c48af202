-- description: Every counted indicator over every span, what is known of all units together, and the bounds that the unknown leaves.
-- grain: one row per span, group of units and indicator that is due in it (rates are in core.span_rate)
-- column span_id: span of periods
-- column group_kind: bloc: all units together; kind, sector or within: of one period also those of one kind or sector, or of a unit with all below it
-- column group_code: which kind, sector or unit above; 'bloc' for all
-- column indicator_id: indicator
-- column value: total (sum), stock at the opening or closing (last) or worst rank (worst) of what is known; null when nothing is
-- column low_value: least that it may be, given what is unknown; null when no rating applies
-- column high_value: most that it may be, given what is unknown; null when no rating applies
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column is_perhaps_void: whether it may turn out that there is none, which only a rate can
-- column due_count: unit figures due
-- column value_count: figures given, other than zero
-- column zero_count: figures given as zero
-- column none_occurred_count: 'không phát sinh'
-- column not_applicable_count: 'không áp dụng'
-- column blank_count: left blank, said to be not known ('…') or not readable
-- column missing_count: no accepted return came
with part as (
    select
        part.span_id,
        total.*,
    from core.group_total as total
    join core.span_part as part using (indicator_id, period_id)
    where part.asked_id = part.indicator_id and (total.group_kind = 'bloc' or part.span_kind = 'period')
)

-- Bounds are combined as in core.span_extreme. A period in which no rating applies binds nothing.
select
    span_id,
    group_kind,
    group_code,
    indicator_id,
    case taken when 'sum' then sum(value) when 'least' then min(value) else max(value) end as value,
    case taken
        when 'sum' then sum(low_value)
        when 'least' then min(low_value)
        else max(low_value)
    end as low_value,
    case taken
        when 'sum' then sum(high_value)
        when 'least' then min(high_value)
        else max(high_value)
    end as high_value,
    coalesce(case taken
        when 'sum' then bool_or(is_low_open)
        when 'least' then arg_min(is_low_open, (low_value, is_low_open)) filter (where low_value is not null)
        else arg_max(is_low_open, (low_value, is_low_open)) filter (where low_value is not null)
    end, false) as is_low_open,
    coalesce(case taken
        when 'sum' then bool_or(is_high_open)
        when 'least' then arg_min(is_high_open, (high_value, not is_high_open)) filter (where high_value is not null)
        else arg_max(is_high_open, (high_value, not is_high_open)) filter (where high_value is not null)
    end, false) as is_high_open,
    false as is_perhaps_void,
    sum(due_count)::bigint as due_count,
    sum(value_count)::bigint as value_count,
    sum(zero_count)::bigint as zero_count,
    sum(none_occurred_count)::bigint as none_occurred_count,
    sum(not_applicable_count)::bigint as not_applicable_count,
    sum(blank_count)::bigint as blank_count,
    sum(missing_count)::bigint as missing_count,
from part
group by span_id, group_kind, group_code, indicator_id, taken
