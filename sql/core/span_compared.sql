-- description: Years and periods side by side since each start, each year once: with all its periods up to the last.
-- grain: one row per span since a start, kind of span compared in it, indicator, and year or period
-- column first_period_id: first period
-- column last_period_id: last period
-- column span_kind: what is compared: year_to_date (each year once, with all its periods up to the last), year (those of them that are over) or period
-- column compared_when: year or period
-- column span_id: span of it that counts
-- column starts_on: its first day that counts
-- column ends_on: its last day that counts
-- column is_whole_year: whether these days are all of their year, as its other years have them
-- column indicator_id: indicator
-- column value: what it came to, all units together; null when nothing is known
-- column low_value: least that it may be; null when there is nothing that it could be
-- column high_value: most that it may be
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column is_perhaps_void: whether it may turn out that there is no such figure
-- column value_exact: value without a rounding, {part, whole}: whole numbers, of which the first through the second is it
-- column low_exact: low_value likewise
-- column high_exact: high_value likewise
-- column due_count: unit figures due
-- column known_count: unit figures known
with last_of_year as (
    select
        period_type, year, min(starts_on) as year_starts_on, max(ends_on) as year_ends_on,
        -- A register may begin or end in the middle of a year.
        count(*) = max(count(*)) over (partition by period_type) as is_complete,
    from reference.period
    group by period_type, year
),

compared as (
    select
        whole.first_period_id,
        whole.last_period_id,
        span.span_kind,
        if(span.span_kind = 'period', span.last_period_id, span.year::varchar) as compared_when,
        span.span_id,
        span.starts_on,
        span.ends_on,
        span.ends_on = last_of_year.year_ends_on as is_over,
        is_over and is_complete and span.starts_on = last_of_year.year_starts_on as is_whole_year,
        span_value.indicator_id,
        span_value.value,
        span_value.low_value,
        span_value.high_value,
        span_value.is_low_open,
        span_value.is_high_open,
        span_value.is_perhaps_void,
        span_value.value_exact,
        span_value.low_exact,
        span_value.high_exact,
        span_value.due_count,
        span_value.known_count,
    from core.span as whole
    join core.span as span
        on span.span_kind in ('period', 'year_to_date')
        and span.period_type = whole.period_type
        and span.starts_on >= whole.starts_on
        and span.ends_on <= whole.ends_on
    join last_of_year on last_of_year.period_type = span.period_type and last_of_year.year = span.year
    join core.span_value as span_value on span_value.span_id = span.span_id
    where whole.span_kind = 'since_start' and span_value.group_kind = 'bloc'
    qualify row_number() over (
        partition by whole.span_id, span.span_kind, span_value.indicator_id, compared_when
        order by span.ends_on desc, span.starts_on
    ) = 1
)

select
    first_period_id, last_period_id,
    unnest(if(is_over and span_kind = 'year_to_date', [span_kind, 'year'], [span_kind])) as span_kind,
    compared_when, span_id, starts_on, ends_on, is_whole_year, indicator_id,
    value, low_value, high_value, is_low_open, is_high_open,
    is_perhaps_void, value_exact, low_exact, high_exact, due_count, known_count,
from compared
