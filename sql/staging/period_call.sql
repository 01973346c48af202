-- description: What people call each part of a year, without its year, by list 'path' of the words: '{n}' is its number, '{roman}' the same as a numeral.
-- grain: one row per part of a year and what it is called
-- column period_type: half_year, quarter, month or nine_months
-- column place: which one of its year, from 1
-- column part_text: what it is called, e.g. '6 tháng đầu', 'quý iii', 't9'
with part as (
    select 'half_year' as code, 'half_year' as period_type, unnest([1, 2]) as place
    union all
    select 'first_half', 'half_year', 1
    union all
    select 'second_half', 'half_year', 2
    union all
    select 'quarter', 'quarter', unnest([1, 2, 3, 4])
    union all
    select 'month', 'month', unnest(range(1, 13))
    union all
    select 'nine_months', 'nine_months', 1
),

word as (
    select code, unnest(list_prepend(text, coalesce(aliases, []))) as text from reference.wording where list_id = 'path'
)

select distinct
    part.period_type,
    part.place,
    replace(
        replace(word.text, '{n}', part.place::varchar),
        '{roman}', coalesce(['i', 'ii', 'iii', 'iv'][part.place], part.place::varchar)
    ) as part_text,
from part
join word using (code)
