-- description: Targets whose figures are partly those of older revisions, as what came last was rejected, held or unreadable.
-- grain: one row per target, version and cut-off period with such a return
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column stale_count: returns among those due for it of which an older revision stands in
with named as (
    select
        indicator_id,
        unnest(list_concat(list_concat(numerator_ids, denominator_ids), [indicator_id])) as part_id,
    from reference.indicator
),

-- What a target is measured by, down to the lines of forms.
line_of as (
    select distinct
        named.indicator_id,
        coalesce(part.derived_from_id, part.indicator_id) as line_indicator_id,
    from named
    join reference.indicator as part on part.indicator_id = named.part_id
),

-- A return may have columns for parts of its period: its figures are about these.
stale as (
    select standing.unit_id, standing.period_id, due_line.indicator_id, due_line.period_id as about_period_id
    from core.standing as standing
    join reference.due_line as due_line
        on due_line.unit_id = standing.unit_id and due_line.told_in_id = standing.period_id
    where standing.is_stale
)

select
    cutoff.target_id,
    cutoff.version,
    cutoff.cutoff_period_id,
    count(distinct (stale.unit_id, stale.period_id)) as stale_count,
from core.target_cutoff as cutoff
join core.target_measured as measured using (target_id, version)
join line_of on line_of.indicator_id = measured.indicator_id
join stale on stale.indicator_id = line_of.line_indicator_id
join reference.period as counted
    on counted.period_id = stale.about_period_id
    and counted.starts_on >= measured.starts_on and counted.ends_on <= least(measured.ends_on, cutoff.ends_on)
group by cutoff.target_id, cutoff.version, cutoff.cutoff_period_id
