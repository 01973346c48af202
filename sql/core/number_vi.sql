-- description: Numbers of targets, of what they came to, of totals and of printed figures, as the office's readers expect them: '1.250', '98,2'.
-- grain: one row per number
-- column value: number
-- column number_vi: the same with the office's marks before its decimals and between thousands
with number as (
    select try_cast(target_value as decimal(24, 6)) as value from reference.target
    union
    select value from core.target_figure where unit_of_measure is distinct from 'rating'
    union
    select shown_value from core.span_value
    union
    select unnest([shown_value, shown_low_value, shown_high_value]) from core.printed_figure_value
),

split as (
    select
        value,
        said.decimal_mark,
        said.group_mark,
        split_part(abs(value)::varchar, '.', 1) as whole,
        regexp_replace(regexp_extract(value::varchar, '[.]([0-9]+)$', 1), '0+$', '') as decimals,
    from number
    cross join core.said as said
    where value is not null
)

select
    value,
    if(value < 0, '-', '')
        || trim(reverse(regexp_replace(reverse(whole), '([0-9]{3})', '\1' || group_mark, 'g')), group_mark)
        || if(decimals = '', '', decimal_mark || decimals) as number_vi,
from split
