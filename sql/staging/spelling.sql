-- description: How paths spell the units, periods and years of the registers, and half-years that the register does not hold, as words without case, accents and punctuation, with a blank on either side.
-- grain: one row per unit, period or year, and spelling
-- column unit_id: unit named; null for a period and a year
-- column period_id: period named, of a half-year that the register does not hold e.g. '2019H2'; null for a unit and a year
-- column year: calendar year; null for a unit and a period
-- column words: spelling, e.g. ' tc01 ', ' tc 01 ', ' tc1 ' or ' 2020 h2 '
with named as (
    select unit_id, unnest([unit_id, name_vi]) as text from reference.unit
    union
    select unit_id, alias_vi as text from reference.unit_alias
),

word as (
    select code, lower(unnest(list_prepend(text, coalesce(aliases, [])))) as text from reference.wording where list_id = 'path'
),

-- A name without its kind, where it is one unit's alone: who writes 'Đảng bộ' for a 'Chi bộ' means the same unit.
rest as (
    select
        named.unit_id,
        regexp_extract(substr(named.text, length(word.text) + 1), '^\s+(\S+\s.*\S)\s*$', 1) as bare_text,
    from named
    join word on word.code = 'kind' and starts_with(lower(named.text), word.text)
),

bare as (
    select min(unit_id) as unit_id, bare_text as text
    from rest
    where bare_text <> ''
    group by bare_text
    having count(distinct unit_id) = 1
),

spelt as (
    select period_id, text, strip_accents(lower(text)) as plain, substr(plain, 1, length(plain) - 4) as before_year
    from staging.period_spelling
),

name as (
    select unit_id, null as period_id, null as year, text from named
    union
    select unit_id, null as period_id, null as year, text from bare
    union
    select null as unit_id, period_id, null as year, text
    from spelt
    -- A year alone names what is counted to it, and not the year as a period.
    where not regexp_matches(plain, '[0-9]{4}$')
        or before_year not in (select '' union all select strip_accents(text) || ' ' from word where code = 'year')
    union
    select null as unit_id, null as period_id, year, year::varchar as text
    from (select distinct year from staging.period_spelling where year is not null)
),

-- Codes with a blank before their digits, numbers without leading zeros.
worded as (
    select
        unit_id, period_id, year,
        ' ' || plain_words(text) || ' ' as words,
    from name
),

short as (
    select unit_id, period_id, year, unnest([words, regexp_replace(words, '([a-z ])0+([0-9])', '\1\2', 'g')]) as words
    from worded
),

spelled as (
    select distinct
        unit_id, period_id, year,
        unnest([words, regexp_replace(words, '([a-z])([0-9])', '\1 \2', 'g')]) as words,
    from short
)

-- The folder '2024' is that year, and not unit '02024'.
select unit_id, period_id, year, words
from spelled
where unit_id is null or words not in (select other.words from spelled as other where other.unit_id is null)
