-- description: How paths spell the units, periods and years of the registers, and half-years that the register does not hold, as words without case, accents and punctuation, with a blank on either side.
-- grain: one row per unit, period or year, and spelling
-- column unit_id: unit named; null for a period and a year
-- column period_id: period named, of a half-year that the register does not hold e.g. '2019H2'; null for a unit and a year
-- column year: calendar year; null for a unit and a period
-- column words: spelling, e.g. ' tc01 ', ' tc 01 ', ' tc1 ' or ' 2020 h2 '
with foreign_half as (
    select
        years.year || 'H' || halves.half as period_id,
        years.year || 'H' || halves.half as label_vi,
        years.year,
        halves.half,
    from (select unnest(range(min(year) - 10, max(year) + 11)) as year from reference.period) as years
    cross join (select unnest([1, 2]) as half) as halves
    anti join reference.period as period on period.year = years.year and period.half = halves.half
),

name as (
    select unit_id, null as period_id, null as year, unnest([unit_id, name_vi]) as text from reference.unit
    union
    select unit_id, null as period_id, null as year, alias_vi as text from reference.unit_alias
    union
    select
        null as unit_id,
        period_id,
        null as year,
        unnest([period_id, label_vi, year || ' h' || half, year || ' h ' || half, 'h' || half || ' ' || year]) as text,
    from (select period_id, label_vi, year, half from reference.period union all select * from foreign_half)
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
