-- description: What the indicators by which targets are measured came to in each sector, of each period between two days; numbers only.
select
    total.indicator_id, total.indicator_vi, total.sector, total.sector_vi, period.ends_on,
    coalesce(total.value, total.rate_pct, total.level_value) as value,
    total.low_value, total.high_value, total.is_low_open, total.is_high_open,
    indicator.unit_of_measure, total.unit_of_measure_vi,
from marts.indicator_total_by_sector as total
join marts.period as period using (period_id)
join reference.indicator as indicator using (indicator_id)
where indicator_id in (select indicator_id from reference.target)
    and starts_on >= $first and ends_on <= $last
    and coalesce(total.value, total.rate_pct, total.level_value) is not null
order by total.sector, period.ends_on, period.starts_on
