-- description: Spans of half-years over which figures are added up: each period, each year so far, and everything since a start.
-- grain: one row per term, kind of span, first and last period
-- column span_id: kind, first and last period, e.g. 'since_start:2020H2:2023H1'
-- column term_id: congress term
-- column span_kind: period (one half-year), year_to_date (the year's half-years in the term so far), since_start (from the start of a term or target)
-- column first_period_id: first half-year of the span
-- column last_period_id: last half-year of the span
-- column year: calendar year of the last half-year
with period as (
    select
        term.term_id,
        term.first_period_id as term_first_period_id,
        period.period_id,
        period.year,
    from reference.period as period
    join reference.term as term on period.period_id between term.first_period_id and term.last_period_id
),

starts as (
    select first_period_id as period_id from reference.term
    union
    select first_period_id as period_id from reference.target
),

spans as (
    select
        'period' as span_kind,
        term_id,
        period_id as first_period_id,
        period_id as last_period_id,
        year,
    from period
    union all
    select
        'year_to_date' as span_kind,
        last_period.term_id,
        min(first_period.period_id) as first_period_id,
        last_period.period_id as last_period_id,
        last_period.year,
    from period as last_period
    join period as first_period
        on first_period.term_id = last_period.term_id
        and first_period.year = last_period.year
        and first_period.period_id <= last_period.period_id
    group by last_period.term_id, last_period.period_id, last_period.year
    union all
    select
        'since_start' as span_kind,
        period.term_id,
        starts.period_id as first_period_id,
        period.period_id as last_period_id,
        period.year,
    from period
    join starts on starts.period_id between period.term_first_period_id and period.period_id
)

select
    span_kind || ':' || first_period_id || ':' || last_period_id as span_id,
    term_id,
    span_kind,
    first_period_id,
    last_period_id,
    year,
from spans
