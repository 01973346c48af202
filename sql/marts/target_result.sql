-- description: Result of every target at every cut-off: the worst year so far, or the total so far, with the bounds that the unknown leaves.
-- grain: one row per target, version and cut-off period
-- column target_id: target
-- column version: congress, or rest_of_term (set at mid-term)
-- column cutoff_period_id: last half-year that counts
-- column result_value: worst year's value, or the total, of what is known; ratings as ranks
-- column result_year: first year that is the worst; null when all years are alike, and for cumulative targets
-- column low_value: least that the result may be
-- column high_value: most that the result may be
-- column is_low_open: whether it is surely more than low_value
-- column is_high_open: whether it is surely less than high_value
-- column best_low_value: least that the best year may be
-- column best_high_value: most that the best year may be
-- column elapsed_share: half-years up to the cut-off as a share of the target's half-years, 0 to 1
-- column due_count: unit figures due up to the cut-off
-- column known_count: unit figures known
with target as (
    select * from reference.target
),

cutoff as (
    select
        target.*,
        cutoff_period.period_id as cutoff_period_id,
        count(*) filter (where period.period_id <= cutoff_period.period_id) / count(*) as elapsed_share,
    from target
    join reference.period as cutoff_period on cutoff_period.period_id between target.first_period_id and target.last_period_id
    join reference.period as period on period.period_id between target.first_period_id and target.last_period_id
    group by all
),

-- A year counts once, with all its half-years up to the cut-off.
span as (
    select
        cutoff.*,
        by_span.* exclude (indicator_id, first_period_id, last_period_id),
    from cutoff
    join marts.indicator_by_span as by_span
        on by_span.indicator_id = cutoff.indicator_id
        and by_span.last_period_id between cutoff.first_period_id and cutoff.cutoff_period_id
        and (
            (cutoff.rule = 'cumulative' and by_span.span_kind = 'since_start'
                and by_span.first_period_id = cutoff.first_period_id and by_span.last_period_id = cutoff.cutoff_period_id)
            or (cutoff.rule = 'every_year' and by_span.span_kind = 'year_to_date')
        )
    qualify row_number() over (
        partition by cutoff.target_id, cutoff.version, cutoff.cutoff_period_id, by_span.year
        order by by_span.last_period_id desc
    ) = 1
)

select
    target_id,
    version,
    cutoff_period_id,
    if(direction = 'below', max(value), min(value)) as result_value,
    case
        when rule = 'cumulative' or min(value) = max(value) then null
        when direction = 'below' then arg_max(year, (value, -year))
        else arg_min(year, (value, year))
    end as result_year,
    if(direction = 'below', max(low_value), min(low_value)) as low_value,
    if(direction = 'below', max(high_value), min(high_value)) as high_value,
    bool_or(is_low_open) as is_low_open,
    bool_or(is_high_open) as is_high_open,
    max(low_value) as best_low_value,
    max(high_value) as best_high_value,
    any_value(elapsed_share) as elapsed_share,
    sum(due_count)::bigint as due_count,
    sum(known_count)::bigint as known_count,
from span
group by target_id, version, cutoff_period_id, direction, rule
