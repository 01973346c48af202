-- description: Numbers of targets and of what they came to, as a Vietnamese reader expects them: '1.250', '98,2'.
-- grain: one row per number
-- column value: number
-- column number_vi: the same with a comma before its decimals and points between thousands
with number as (
    select try_cast(target_value as decimal(24, 6)) as value from reference.target
    union
    select shown_value as value from core.target_progress
),

split as (
    select
        value,
        trunc(abs(value))::bigint::varchar as whole,
        regexp_replace(regexp_extract(value::varchar, '[.]([0-9]+)$', 1), '0+$', '') as decimals,
    from number
    where value is not null
)

select
    value,
    if(value < 0, '-', '')
        || trim(reverse(regexp_replace(reverse(whole), '([0-9]{3})', '\1.', 'g')), '.')
        || if(decimals = '', '', ',' || decimals) as number_vi,
from split
