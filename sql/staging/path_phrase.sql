-- description: Words around a year in a path, by list 'path' of the words, as words without case, accents and punctuation. A dash stands in no path so, where the list says none.
-- grain: one row
-- column year_word: the word for a year, with a blank before it, e.g. ' nam'
-- column before_year: pattern of what before four digits tells that they are no year that stands alone, e.g. 'so|thang [0-9]+'
with word as (
    select code, replace(unnest(list_prepend(text, coalesce(aliases, []))), '{n}', '9') as text
    from reference.wording
    where list_id = 'path' and code in ('year', 'month', 'no_year')
),

worded as (
    select code, plain_words(text) as words,
    from word
)

select
    coalesce(' ' || min(words) filter (where code = 'year'), '-') as year_word,
    coalesce(string_agg(replace(words, '9', '[0-9]+'), '|' order by words) filter (where code <> 'year'), '-') as before_year,
from worded
