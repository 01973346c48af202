with figure as (
    select part.*, observation.* exclude (period_id, period_vi, indicator_id, indicator_vi),
        coalesce(value, opening_by_period[part.period_id], closing_by_period[part.period_id], rating_rank::integer, level_value) as one,
        one is not null or state = 'not_applicable' as is_known,
    from marts.result_part as part
    join marts.observation as observation on observation.indicator_id = part.indicator_id and observation.period_id = part.period_id
    where not observation.is_whole and starts_with(result_id, measured_version_id || '/')
),
paired as (
    select *, bool_and(is_known) over (partition by result_id, is_base, compared_vi, unit_version_id, period_id) as is_both
    from figure
),
year as (
    select result_id, is_base, compared_vi, is_result,
        coalesce(100 * sum(one) filter (where part = 'numerator' and is_both) / nullif(sum(one) filter (where part = 'denominator' and is_both), 0),
            if(any_value(measure) = 'rating', min(one) filter (where part = 'whole'), sum(one) filter (where part = 'whole'))) as came_to
    from paired group by all
)
select result_id,
  any_value(asked.kind) as kind, any_value(p.result_value) as result, 
  any_value(came_to) filter (where not is_base and is_result) as level, any_value(came_to) filter (where is_base) as base,
  case any_value(asked.kind) when 'average' then if(any_value(asked.aggregation)='sum' and not any_value(asked.is_yearly), sum(came_to) filter (where not is_base) * any_value(asked.periods_per_year) / any_value(c.elapsed_count), avg(came_to) filter (where not is_base))
    when 'done' then least(level, any_value(asked.asked_value))
    when 'share_of_base' then 100 * level / coalesce(base, any_value(asked.base_value))
    when 'growth' then 100 * (level - coalesce(base, any_value(asked.base_value))) / coalesce(base, any_value(asked.base_value))
    else level end as made,
  coalesce(abs(made - result) < 0.000002, false) as adds_up
from year
join core.target_progress as p on p.target_id || '/' || p.version || '/' || p.cutoff_period_id = result_id
join core.target_asked as asked on asked.target_id = p.target_id and asked.version = p.version
join core.target_cutoff as c on c.target_id = p.target_id and c.version = p.version and c.cutoff_period_id = p.cutoff_period_id
where p.result_value is not null
group by result_id
