-- description: Spans of half-years over which figures are added up: each period, each year so far, and everything since a start.
-- grain: one row per kind of span, first and last period
-- column span_id: kind, first and last period, e.g. 'since_start:2020H2:2023H1'
-- column span_kind: period (one half-year), year_to_date (the year's half-years so far, of a term's or target's first year those from its start on), since_start (from the start of a term or target)
-- column first_period_id: first half-year of the span
-- column last_period_id: last half-year of the span
-- column year: calendar year of the last half-year
-- column is_of_term: whether it is one of the half-years and terms themselves, and not only of a target
with period as (
    select * from reference.period
),

term as (
    select * from reference.term
),

whole as (
    select first_period_id, last_period_id, true as is_of_term from term
    union all
    select first_period_id, last_period_id, false from reference.target
),

-- From where on a year counts: within a term or target from its first half-year. A half-year of no term has its whole year.
counted as (
    select period.period_id, period.year, coalesce(term.first_period_id, '') as from_period_id, true as is_of_term
    from period
    left join term on period.period_id between term.first_period_id and term.last_period_id
    union all
    select period.period_id, period.year, target.first_period_id, false
    from period
    join reference.target as target on period.period_id between target.first_period_id and target.last_period_id
),

spans as (
    select
        'period' as span_kind,
        period_id as first_period_id,
        period_id as last_period_id,
        year,
        true as is_of_term,
    from period
    union all
    select
        'year_to_date' as span_kind,
        min(period.period_id) as first_period_id,
        counted.period_id as last_period_id,
        counted.year,
        counted.is_of_term,
    from counted
    join period
        on period.year = counted.year
        and period.period_id between counted.from_period_id and counted.period_id
    group by counted.from_period_id, counted.period_id, counted.year, counted.is_of_term
    union all
    select
        'since_start' as span_kind,
        whole.first_period_id,
        period.period_id as last_period_id,
        period.year,
        whole.is_of_term,
    from period
    join whole on period.period_id between whole.first_period_id and whole.last_period_id
)

select
    span_kind || ':' || first_period_id || ':' || last_period_id as span_id,
    span_kind,
    first_period_id,
    last_period_id,
    year,
    bool_or(is_of_term) as is_of_term,
from spans
-- Where terms and targets share a span, it is one.
group by span_kind, first_period_id, last_period_id, year
