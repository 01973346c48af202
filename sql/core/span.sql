-- description: Spans of periods over which figures are added up: each period, each year so far, and everything since a start.
-- grain: one row per kind of span, first and last period
-- column span_id: kind, first and last period, e.g. 'since_start:2020H2:2023H1'
-- column span_kind: period (one period), year_to_date (the year's periods of one type so far, of a term's or target's first year those from its start on), since_start (from the start of a term or target)
-- column first_period_id: first period of the span
-- column last_period_id: last period of the span
-- column period_type: type of the last period
-- column starts_on: first day
-- column ends_on: last day
-- column year: year of the last period
-- column is_of_term: whether it is one of the periods and terms themselves, and not only of a target
with period as (
    select * from reference.period
),

whole as (
    select first_period_id, period_type, starts_on, ends_on, true as is_of_term from reference.term
    union all
    select first_period_id, period_type, starts_on, ends_on, false from reference.target
),

-- From where on a year counts: within a term or target from its first day. A period of no term has its whole year.
counted as (
    select period.*, coalesce(term.starts_on, '-infinity'::date) as from_on, true as is_of_term
    from period
    left join reference.term as term on period.starts_on >= term.starts_on and period.ends_on <= term.ends_on
    union all
    select period.*, target.starts_on as from_on, false as is_of_term
    from period
    join reference.target as target on period.starts_on >= target.starts_on and period.ends_on <= target.ends_on
),

begun as (
    select
        arg_min(part.period_id, part.starts_on) as first_period_id,
        min(part.starts_on) as starts_on,
        counted.period_id, counted.period_type, counted.ends_on, counted.year, counted.is_of_term,
    from counted
    join period as part
        on part.year = counted.year
        and part.period_type = counted.period_type
        and part.starts_on between counted.from_on and counted.starts_on
    group by counted.from_on, counted.period_id, counted.period_type, counted.ends_on, counted.year, counted.is_of_term
),

spans as (
    select 'period' as span_kind, period_id as first_period_id, period_id as last_period_id, period_type, starts_on, ends_on,
        year, true as is_of_term,
    from period
    union all
    select 'year_to_date', first_period_id, period_id, period_type, starts_on, ends_on, year, is_of_term from begun
    union all
    -- A target is judged at the ends of its own type of period alone.
    select 'since_start', whole.first_period_id, period.period_id, period.period_type, whole.starts_on, period.ends_on,
        period.year, whole.is_of_term,
    from period
    join whole
        on period.starts_on >= whole.starts_on and period.ends_on <= whole.ends_on
        and (period.period_type = whole.period_type or (whole.is_of_term and period.period_type <> 'term'))
)

select
    span_kind || ':' || first_period_id || ':' || last_period_id as span_id,
    span_kind, first_period_id, last_period_id, period_type, starts_on, ends_on, year,
    bool_or(is_of_term) as is_of_term,
from spans
-- Where terms and targets share a span, it is one.
group by span_kind, first_period_id, last_period_id, period_type, starts_on, ends_on, year
