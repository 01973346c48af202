-- description: Every indicator of all units together up to each period: of the period itself, of its year and of its term so far, side by side. Figures so far are never added up.
-- grain: one row per period and indicator due since its term began
-- column period_id: period up to which it is counted
-- column period_vi: its name
-- column start_period_id: first period of its term, from which the term is counted; null when no term holds it
-- column start_vi: its name
-- column indicator_id: indicator
-- column indicator_vi: its name
-- column unit_of_measure_vi: unit of measure of the figures
-- column period_value: total of a flow over the period; null for all else
-- column period_whole_value: total of a flow over a period of which shorter ones are due too: never added to theirs; null for all else
-- column year_to_date_value: total of a flow over the year so far (within its term); null for all else
-- column term_to_date_value: total of a flow over the term so far; null for all else
-- column period_opening_value: stock at the start of the period; null for all else
-- column year_to_date_opening_value: stock at the start of the year so far (within its term); null for all else
-- column term_to_date_opening_value: stock at the start of the term so far; null for all else
-- column closing_value: stock at the period's end, which closes year and term so far alike; null for all else
-- column period_level_value: worst level over the period; null for all else
-- column year_to_date_level_value: worst level over the year so far (within its term); null for all else
-- column term_to_date_level_value: worst level over the term so far; null for all else
-- column period_rate_pct: rate over the period, percent; null for all else
-- column year_to_date_rate_pct: rate over the year so far (within its term), percent; null for all else
-- column term_to_date_rate_pct: rate over the term so far, percent; null for all else
-- column period_numerator: its numerator over the period, of the units of which both parts are known; null where shorter periods are due too
-- column period_denominator: its denominator, likewise
-- column year_to_date_numerator: its numerator over the year so far (within its term), of the units of which both parts are known
-- column year_to_date_denominator: its denominator, likewise
-- column term_to_date_numerator: its numerator over the term so far, of the units of which both parts are known
-- column term_to_date_denominator: its denominator, likewise
-- column period_rating_vi: worst rating over the period; null for all else
-- column year_to_date_rating_vi: worst rating over the year so far (within its term); null for all else
-- column term_to_date_rating_vi: worst rating over the term so far; null for all else
-- column period_low_value: least that the figure over the period may be, given what is unknown; null for ratings, and when there is no rate
-- column period_high_value: most that it may be
-- column is_period_low_open: whether it is surely more than that least
-- column is_period_high_open: whether it is surely less than that most
-- column year_to_date_low_value: least that the figure over the year so far (within its term) may be, given what is unknown; null for ratings, and when there is no rate
-- column year_to_date_high_value: most that it may be
-- column is_year_to_date_low_open: whether it is surely more than that least
-- column is_year_to_date_high_open: whether it is surely less than that most
-- column term_to_date_low_value: least that the figure over the term so far may be, given what is unknown; null for ratings, and when there is no rate
-- column term_to_date_high_value: most that it may be
-- column is_term_to_date_low_open: whether it is surely more than that least
-- column is_term_to_date_high_open: whether it is surely less than that most
-- column period_due_count: unit figures due over the period; null when none is
-- column period_known_count: unit figures known of those
-- column year_to_date_due_count: unit figures due over the year so far (within its term); null when none is
-- column year_to_date_known_count: unit figures known of those
-- column term_to_date_due_count: unit figures due over the term so far; null when none is
-- column term_to_date_known_count: unit figures known of those
with span as (
    select * from core.span where is_of_term
    -- Where terms overlap, the one that began last counts.
    qualify row_number() over (partition by span_kind, last_period_id order by starts_on desc, first_period_id) = 1
),

total as (
    select span.last_period_id as period_id, span.first_period_id, span.span_kind, measured.*
    from core.span_measure as measured
    join span using (span_id) where measured.group_kind = 'bloc'
)

select
    total.period_id, any_value(period.label_vi) as period_vi,
    any_value(total.first_period_id) filter (where span_kind = 'since_start') as start_period_id,
    any_value(start.label_vi) filter (where span_kind = 'since_start') as start_vi,
    total.indicator_id, any_value(indicator.label_vi) as indicator_vi, any_value(measured.label_vi) as unit_of_measure_vi,
    any_value(value) filter (where span_kind = 'period') as period_value,
    any_value(whole_value) filter (where span_kind = 'period') as period_whole_value,
    any_value(value) filter (where span_kind = 'year_to_date') as year_to_date_value,
    any_value(value) filter (where span_kind = 'since_start') as term_to_date_value,
    any_value(opening_value) filter (where span_kind = 'period') as period_opening_value,
    any_value(opening_value) filter (where span_kind = 'year_to_date') as year_to_date_opening_value,
    any_value(opening_value) filter (where span_kind = 'since_start') as term_to_date_opening_value,
    any_value(closing_value) filter (where span_kind = 'period') as closing_value,
    any_value(level_value) filter (where span_kind = 'period') as period_level_value,
    any_value(level_value) filter (where span_kind = 'year_to_date') as year_to_date_level_value,
    any_value(level_value) filter (where span_kind = 'since_start') as term_to_date_level_value,
    any_value(rate_pct) filter (where span_kind = 'period') as period_rate_pct,
    any_value(rate_pct) filter (where span_kind = 'year_to_date') as year_to_date_rate_pct,
    any_value(rate_pct) filter (where span_kind = 'since_start') as term_to_date_rate_pct,
    any_value(numerator) filter (where span_kind = 'period') as period_numerator,
    any_value(denominator) filter (where span_kind = 'period') as period_denominator,
    any_value(numerator) filter (where span_kind = 'year_to_date') as year_to_date_numerator,
    any_value(denominator) filter (where span_kind = 'year_to_date') as year_to_date_denominator,
    any_value(numerator) filter (where span_kind = 'since_start') as term_to_date_numerator,
    any_value(denominator) filter (where span_kind = 'since_start') as term_to_date_denominator,
    any_value(rating_vi) filter (where span_kind = 'period') as period_rating_vi,
    any_value(rating_vi) filter (where span_kind = 'year_to_date') as year_to_date_rating_vi,
    any_value(rating_vi) filter (where span_kind = 'since_start') as term_to_date_rating_vi,
    any_value(low_value) filter (where span_kind = 'period') as period_low_value,
    any_value(high_value) filter (where span_kind = 'period') as period_high_value,
    any_value(is_low_open) filter (where span_kind = 'period') as is_period_low_open,
    any_value(is_high_open) filter (where span_kind = 'period') as is_period_high_open,
    any_value(low_value) filter (where span_kind = 'year_to_date') as year_to_date_low_value,
    any_value(high_value) filter (where span_kind = 'year_to_date') as year_to_date_high_value,
    any_value(is_low_open) filter (where span_kind = 'year_to_date') as is_year_to_date_low_open,
    any_value(is_high_open) filter (where span_kind = 'year_to_date') as is_year_to_date_high_open,
    any_value(low_value) filter (where span_kind = 'since_start') as term_to_date_low_value,
    any_value(high_value) filter (where span_kind = 'since_start') as term_to_date_high_value,
    any_value(is_low_open) filter (where span_kind = 'since_start') as is_term_to_date_low_open,
    any_value(is_high_open) filter (where span_kind = 'since_start') as is_term_to_date_high_open,
    any_value(due_count) filter (where span_kind = 'period') as period_due_count,
    any_value(known_count) filter (where span_kind = 'period') as period_known_count,
    any_value(due_count) filter (where span_kind = 'year_to_date') as year_to_date_due_count,
    any_value(known_count) filter (where span_kind = 'year_to_date') as year_to_date_known_count,
    any_value(due_count) filter (where span_kind = 'since_start') as term_to_date_due_count,
    any_value(known_count) filter (where span_kind = 'since_start') as term_to_date_known_count,
from total
join reference.period as period using (period_id) join reference.period as start on start.period_id = total.first_period_id
join reference.indicator as indicator using (indicator_id)
left join reference.word as measured on measured.list_id = 'unit_of_measure' and measured.code = indicator.unit_of_measure
group by all
