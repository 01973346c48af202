-- description: Which figures the results of targets at a cut-off, or at their own end before it, are made of, in order of time.
select result_id, compared_vi, is_result, is_base, part.period_id, part.indicator_id, part.part, part_vi,
from marts.result_part as part
join marts.period as period using (period_id)
where result_id in (select unnest($results))
order by result_id, is_base, period.starts_on, period.ends_on, part.indicator_id, part_vi
