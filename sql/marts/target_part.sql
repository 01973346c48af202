-- description: Which figures stand behind each target: of which indicators and half-years. Join it to marts.observation by both.
-- grain: one row per target, version, half-year that counts and indicator of which it is made
-- column target_version_id: target and version, e.g. 'T4/congress': key of marts.target
-- column period_id: half-year that counts
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
    target.target_id || '/' || target.version as target_version_id,
    period.period_id,
    made_of.indicator_id,
    made_of.part,
from reference.target as target
join made_of on made_of.measured_by_id = target.indicator_id
join reference.period as period on period.period_id between target.first_period_id and target.last_period_id
