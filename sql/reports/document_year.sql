-- description: What the indicators of targets came to in each year between two days, as far as it has gone.
select
    figure.indicator_id, figure.indicator_vi,
    indicator.unit_of_measure, indicator.unit_of_measure_vi,
    period.year, period.year_vi,
    figure.year_to_date_value, figure.year_to_date_level_value, figure.closing_value, figure.year_to_date_rating_vi,
    figure.year_to_date_rate_pct, figure.year_to_date_numerator, figure.year_to_date_denominator,
    figure.year_to_date_due_count as due_count, figure.year_to_date_known_count as known_count,
from marts.indicator_cumulative as figure
join marts.period as period using (period_id)
join marts.indicator as indicator using (indicator_id)
where period.starts_on >= $first and period.ends_on <= $last
    and figure.indicator_id in (select indicator_id from reference.target)
    and figure.year_to_date_due_count is not null
    and period.year is not null
qualify row_number() over (partition by figure.indicator_id, period.year order by period.ends_on desc, period.starts_on) = 1
order by figure.indicator_id, period.year
