-- description: Which figures stand behind each target, each once, whatever versions of the target it counts for. Join it to marts.observation by period_id and indicator_id.
-- grain: one row per target, period that counts, indicator of which it is made and part
-- column target_version_id: key of marts.target: of the versions for which it counts the one decided first, e.g. 'T4/congress'
-- column version_ids: every version for which it counts: behind a later one are the parts where list_contains(version_ids, 'T4/rest_of_term')
-- column period_id: period that counts
-- column indicator_id: indicator that measures it; of a rate those that make its numerator and its denominator
-- column part: whole, numerator or denominator
with made_of as (
    select indicator_id as measured_by_id, 'numerator' as part, unnest(numerator_ids) as indicator_id
    from reference.indicator
    union all
    select indicator_id as measured_by_id, 'denominator' as part, unnest(denominator_ids) as indicator_id
    from reference.indicator
    union all
    select indicator_id as measured_by_id, 'whole' as part, indicator_id
    from reference.indicator
    where aggregation <> 'rate'
)

select
    -- Versions overlap in time: with a row for each, a sum over a target would count a figure twice.
    arg_min(target.target_id || '/' || target.version, (target.decided_on, target.starts_on, target.version))
        as target_version_id,
    list(target.target_id || '/' || target.version order by target.decided_on, target.version) as version_ids,
    period.period_id,
    made_of.indicator_id,
    made_of.part,
from reference.target as target
join made_of on made_of.measured_by_id = target.indicator_id
join reference.period as period on period.starts_on >= target.starts_on and period.ends_on <= target.ends_on
group by target.target_id, period.period_id, made_of.indicator_id, made_of.part
