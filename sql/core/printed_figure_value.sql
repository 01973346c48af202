-- description: What each printed figure comes to at each cut-off, from the span or the years that it is taken from.
-- grain: one row per figure and cut-off period (mid-term and end of term); a year's figure only in the terms that the year touches
-- column figure_id: figure
-- column cutoff_period_id: last period that counts
-- column value: the figure, of what is known
-- column shown_value: value with the decimals that are printed of it: of percent one, rounded once
-- column worst_when: all years or periods that are the worst; null when all are alike, and for figures that are no worst
-- column low_value: least that it may be; null when nothing is due yet, or nothing that is due applies
-- column high_value: most that it may be
-- column shown_low_value: low_value likewise
-- column shown_high_value: high_value likewise
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column due_count: unit figures due
-- column known_count: unit figures known
with cutoff as (
    select *, mid_term_period_id as cutoff_period_id, mid_term_on as cutoff_on from reference.term
    union
    select *, last_period_id as cutoff_period_id, ends_on as cutoff_on from reference.term
),

asked as (
    select
        figure.*,
        cutoff.first_period_id, cutoff.cutoff_period_id,
        indicator.unit_of_measure = 'percent' as is_percent,
        coalesce(indicator.is_higher_better, true) as is_least,
        -- The year once, with all its periods up to the cut-off.
        first(span.span_id order by span.ends_on desc, span.starts_on)
            filter (where span.ends_on <= cutoff_on) as year_span_id,
    from reference.printed_figure as figure
    cross join cutoff
    join reference.indicator as indicator using (indicator_id)
    join core.span as span
        on span.span_kind = 'year_to_date'
        and span.year = coalesce(figure.year, span.year)
        and span.period_type = cutoff.period_type
        and span.starts_on >= cutoff.starts_on
        and span.ends_on <= cutoff.ends_on
    group by all
),

found as (
    select
        asked.figure_id, asked.cutoff_period_id, asked.is_percent,
        coalesce(span_value.value, if(is_least, least_value, greatest_value)) as value,
        coalesce(span_value.value_exact, if(is_least, least_exact, greatest_exact)) as value_exact,
        if(is_least, least_when, greatest_when) as worst_when,
        coalesce(span_value.low_value, if(is_least, least_low_value, greatest_low_value)) as low_value,
        coalesce(span_value.low_exact, if(is_least, least_low_exact, greatest_low_exact)) as low_exact,
        coalesce(span_value.high_value, if(is_least, least_high_value, greatest_high_value)) as high_value,
        coalesce(span_value.high_exact, if(is_least, least_high_exact, greatest_high_exact)) as high_exact,
        coalesce(span_value.is_low_open, if(is_least, is_least_low_open, is_greatest_low_open), false) as is_low_open,
        coalesce(span_value.is_high_open, if(is_least, is_least_high_open, is_greatest_high_open), false) as is_high_open,
        coalesce(span_value.due_count, extreme.due_count, 0) as due_count,
        coalesce(span_value.known_count, extreme.known_count, 0) as known_count,
    from asked
    left join core.span_value as span_value
        on span_value.indicator_id = asked.indicator_id and span_value.group_kind = 'bloc'
        and span_value.span_id = case asked.taken_over
            when 'cumulative' then 'since_start:' || asked.first_period_id || ':' || asked.cutoff_period_id
            when 'at_cutoff' then 'period:' || asked.cutoff_period_id || ':' || asked.cutoff_period_id
            when 'year' then asked.year_span_id
        end
    left join core.span_extreme as extreme
        on extreme.first_period_id = asked.first_period_id and extreme.last_period_id = asked.cutoff_period_id
        and extreme.indicator_id = asked.indicator_id
        and extreme.span_kind
            = case asked.taken_over when 'worst_year' then 'year_to_date' when 'worst_period' then 'period' end
)

select
    figure_id, cutoff_period_id, value, if(is_percent, rounded(value_exact, 1), value) as shown_value, worst_when,
    low_value, high_value,
    if(is_percent, rounded(low_exact, 1), low_value) as shown_low_value,
    if(is_percent, rounded(high_exact, 1), high_value) as shown_high_value,
    is_low_open, is_high_open, due_count, known_count,
from found
