-- description: What the indicators by which targets are measured came to in each sector, of each period between two days; numbers only.
select
    total.indicator_id, total.indicator_vi, total.sector, total.sector_vi, period.ends_on, total.figure_vi,
    coalesce(total.value, total.rate_pct, total.level_value) as value,
from marts.indicator_total_by_sector as total
join marts.period as period using (period_id)
where indicator_id in (select indicator_id from reference.target)
    and starts_on >= $first and ends_on <= $last
    and coalesce(total.value, total.rate_pct, total.level_value) is not null
order by total.sector, period.ends_on, period.starts_on
