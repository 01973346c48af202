-- description: Which figures stand behind each target, each once, whatever versions of the target it counts for. Join it to marts.observation by period_id and indicator_id.
-- grain: one row per target, period that counts, indicator of which it is made and part
-- column target_version_id: key of marts.target: of the versions for which it counts the one decided first, e.g. 'T4/congress'
-- column label_vi: what is asked for
-- column version_ids: every version for which it counts: behind a later one are the parts where list_contains(version_ids, 'T4/rest_of_term')
-- column versions_vi: their names
-- column period_id: period that counts
-- column period_vi: its name
-- column indicator_id: indicator that measures it; of a rate those that make its numerator and its denominator
-- column indicator_vi: its name
-- column part: whole, numerator or denominator; base: what a share or a growth is compared with
-- column part_vi: its name
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
),

part as (
    select distinct
        measured.target_id, measured.version, period.period_id, made_of.indicator_id,
        if(measured.is_base, 'base', made_of.part) as part,
    from core.target_measured as measured
    join made_of on made_of.measured_by_id = measured.indicator_id
    join reference.period as period on period.starts_on >= measured.starts_on and period.ends_on <= measured.ends_on
)

select
    -- Versions overlap in time: with a row for each, a sum over a target would count a figure twice.
    arg_min(target.target_id || '/' || target.version, (target.decided_on, target.starts_on, target.version))
        as target_version_id,
    arg_min(target.label_vi, (target.decided_on, target.first_period_id, target.version)) as label_vi,
    list(target.target_id || '/' || target.version order by target.decided_on, target.version) as version_ids,
    string_agg(version.label_vi, ', ' order by target.decided_on, target.version) as versions_vi,
    part.period_id, any_value(period.label_vi) as period_vi,
    part.indicator_id, any_value(indicator.label_vi) as indicator_vi,
    part.part, any_value(word.label_vi) as part_vi,
from part
join reference.target as target using (target_id, version)
join reference.period as period on period.period_id = part.period_id
join reference.indicator as indicator on indicator.indicator_id = part.indicator_id
left join reference.word as version on version.list_id = 'version' and version.code = target.version
left join reference.word as word on word.list_id = 'part' and word.code = part.part
group by target.target_id, part.period_id, part.indicator_id, part.part
