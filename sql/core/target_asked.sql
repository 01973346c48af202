-- description: What each target asks for, as numbers, whatever its kind; what it is compared on and in which measure.
-- grain: one row per target and version
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column kind: how it is judged: register target
-- column indicator_id: indicator that measures it; null when it counts other targets
-- column is_less_better: whether less is better (below, at_most)
-- column is_strict: whether its value itself is not enough (below)
-- column direction_vi: direction in words, '{value}' where the number stands: 'dưới {value}'; of a growth below zero a fall, of a number without its sign
-- column is_fall: whether it asks for a growth below zero
-- column unit_of_measure: unit of its values and of what it came to: percent where it is about a share or a growth
-- column unit_of_measure_vi: its name
-- column asked_value: what it asks for in the end; ratings as ranks
-- column once_rank: rating also asked for in at least one year; null when none is
-- column is_accumulated: whether its indicator is added up period by period and can only grow
-- column is_yearly: whether its indicator is told once a year or less
-- column aggregation: how its indicator is added up
-- column periods_per_year: how many of its periods make a year
-- column latest_kind: what its latest figure is one of: period, year (whole) or year_to_date; that of a growth is what its base is
-- column base_indicator_id: indicator that it is compared with
-- column base_period_id: period of which that is taken
-- column base_value: what it is compared with, where the register says it
with rank as (
    select code, arg_max(rank, valid_from_on) as rank from reference.code where list_id = 'rating' group by code
),

measured as (
    select
        target.*,
        coalesce(indicator.valid_min >= 0 and indicator.aggregation = 'sum', false) as is_accumulated,
        indicator.frequency in ('year', 'term') as is_yearly,
        indicator.aggregation,
        case
            when target.kind in ('share_of_base', 'growth') then 'percent'
            else coalesce(indicator.unit_of_measure, 'target')
        end as unit_of_measure,
    from reference.target as target
    left join reference.indicator as indicator using (indicator_id)
)

select
    target.target_id, target.version, target.kind, target.indicator_id,
    target.direction in ('below', 'at_most') as is_less_better,
    target.direction = 'below' as is_strict,
    target.kind = 'growth' and starts_with(target.target_value, '-') as is_fall,
    case
        when is_fall then
            case target.direction
                when 'below' then said.fall_beyond when 'at_most' then said.fall_at_least else said.fall_within
            end
        when target.direction = 'below' then said.below
        when target.direction = 'at_most' then said.at_most
        else '{value}'
    end as direction_vi,
    target.unit_of_measure,
    if(target.unit_of_measure = 'target', said.targets, unit.label_vi) as unit_of_measure_vi,
    coalesce(rank.rank, try_cast(target.target_value as decimal(24, 6)))::decimal(24, 6) as asked_value,
    once.rank as once_rank,
    target.is_accumulated, coalesce(target.is_yearly, false) as is_yearly, target.aggregation,
    case target.period_type when 'month' then 12 when 'quarter' then 4 when 'half_year' then 2 else 1 end as periods_per_year,
    coalesce(target.base_indicator_id, target.indicator_id) as base_indicator_id,
    coalesce(target.base_period_id, target.first_period_id) as base_period_id,
    target.base_value,
    case
        when target.aggregation = 'last' then 'period'
        when target.kind <> 'growth' then 'year_to_date'
        when target.aggregation = 'sum' or base.period_type = 'year' then 'year'
        when target.base_value is null then 'period'
        else 'year_to_date'
    end as latest_kind,
from measured as target
left join reference.period as base on base.period_id = target.base_period_id
left join rank on rank.code = target.target_value and target.unit_of_measure = 'rating'
left join rank as once on once.code = target.once_value
left join reference.word as unit on unit.list_id = 'unit_of_measure' and unit.code = target.unit_of_measure
cross join core.said as said
