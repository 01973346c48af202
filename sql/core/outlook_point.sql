-- description: What is known up to a cut-off of the units whose figures it leaves open: their last five years, of a unit that others became part of theirs too.
-- grain: one row per target, version, cut-off period, unit as it is in a span of days, and period known
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last period that counts
-- column unit_version_id: unit as it is when its first open figure falls due
-- column period_id: period that is known
-- column ends_on: its last day
-- column part: the count; of a share its numerator
-- column whole: denominator of a share; of a count 1, or as much as its time of year brings (core.outlook_season)
with open as (
    select distinct target_id, version, cutoff_period_id, unit_version_id, unit_id, period_id from core.outlook_open
)

select
    open.target_id, open.version, open.cutoff_period_id, open.unit_version_id,
    figure.period_id, figure.ends_on,
    sum(
        figure.part * (origin.least_share + origin.most_share) / 2 order by origin.earlier_unit_id, origin.from_on
    )::double as part,
    case
        when asked.is_share then sum(
            figure.whole * (origin.least_share + origin.most_share) / 2 order by origin.earlier_unit_id, origin.from_on
        )
        else coalesce(any_value(season.factor), 1)
    end::double as whole,
from open
join core.outlook_asked as asked using (target_id, version, cutoff_period_id)
join core.unit_origin as origin on origin.unit_id = open.unit_id and origin.period_id = open.period_id
join core.outlook_figure as figure
    on figure.indicator_id = asked.indicator_id and figure.unit_id = origin.earlier_unit_id
    and figure.ends_on >= origin.from_on and figure.ends_on < coalesce(origin.until_on, 'infinity')
    and figure.ends_on <= asked.cutoff_ends_on and figure.ends_on > asked.cutoff_ends_on - interval 5 years
left join core.outlook_season as season
    on season.target_id = asked.target_id and season.version = asked.version
    and season.cutoff_period_id = asked.cutoff_period_id and season.season = month(figure.ends_on)
group by
    open.target_id, open.version, open.cutoff_period_id, open.unit_version_id, figure.period_id, figure.ends_on, asked.is_share
-- A unit of which one part is not known has no such figure.
having bool_and(figure.is_known)
