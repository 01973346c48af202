-- description: How paths spell the units, periods and years of the registers, as words without case, accents and punctuation, with a blank on either side.
-- grain: one row per unit, period or year, and spelling
-- column unit_id: unit named; null for a period and a year
-- column period_id: period named; null for a unit and a year
-- column year: calendar year; null for a unit and a period
-- column words: spelling, e.g. ' tc01 ', ' tc 01 ', ' tc1 ' or ' 2020 h2 '
with name as (
    select unit_id, null as period_id, null as year, unnest([unit_id, name_vi]) as text from reference.unit
    union
    select unit_id, null as period_id, null as year, alias_vi as text from reference.unit_alias
    union
    select
        null as unit_id,
        period_id,
        null as year,
        unnest([period_id, label_vi, year || ' h' || half, year || ' h ' || half, 'h' || half || ' ' || year]) as text,
    from reference.period
    union
    select null as unit_id, null as period_id, year, year::varchar as text from reference.period
),

-- Codes with a blank before their digits, numbers without leading zeros.
worded as (
    select
        unit_id,
        period_id,
        year,
        ' ' || trim(regexp_replace(replace(strip_accents(lower(text)), 'đ', 'd'), '[^a-z0-9]+', ' ', 'g')) || ' ' as words,
    from name
),

short as (
    select unit_id, period_id, year, unnest([words, regexp_replace(words, '([a-z ])0+([0-9])', '\1\2', 'g')]) as words
    from worded
)

select distinct
    unit_id,
    period_id,
    year,
    unnest([words, regexp_replace(words, '([a-z])([0-9])', '\1 \2', 'g')]) as words,
from short
