-- description: What the register takes missing figures between two days to be at most and at least, by indicator and reason.
select indicator.label_vi as indicator_vi, missing.reason_vi, count(*) as figure_count
from core.missing_bound as missing
join marts.period as period using (period_id)
join marts.indicator as indicator using (indicator_id)
where period.starts_on >= $first and period.ends_on <= $last
group by indicator.label_vi, missing.reason_vi
order by indicator.label_vi, missing.reason_vi
