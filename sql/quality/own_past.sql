-- description: What is usual for a unit: the middle and the spread of its earlier periods, those of units that have since become part of it added to its own.
-- grain: one row per unit, period and indicator with a known past
-- kept by: unit_id, period_id
-- reaches: quality.quantity by core.unit_lineage (earlier_unit_id, earlier_period_id)
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator
-- column middle: median of the earlier figures
-- column deviation: median absolute deviation from it
-- column period_count: earlier periods that are known
-- column last_value: figure of the last of them
-- column last_period_id: the last of them
with line as (
    select
        *,
        count(*) over (partition by unit_id, period_id, earlier_period_id) as unit_count,
    from core.unit_lineage
    where periods_back > 0 and not is_parted
),

-- An earlier period counts when all units that it was made of have told their figure.
history as (
    select
        line.unit_id,
        line.period_id,
        earlier.indicator_id,
        line.earlier_period_id,
        any_value(line.periods_back) as periods_back,
        sum(earlier.value) as value,
    from line
    join quality.quantity as earlier on earlier.unit_id = line.earlier_unit_id and earlier.period_id = line.earlier_period_id
    group by line.unit_id, line.period_id, earlier.indicator_id, line.earlier_period_id
    having count(*) = any_value(line.unit_count)
)

select
    unit_id,
    period_id,
    indicator_id,
    median(value) as middle,
    mad(value) as deviation,
    count(*) as period_count,
    arg_min(value, periods_back) as last_value,
    arg_min(earlier_period_id, periods_back) as last_period_id,
from history
group by unit_id, period_id, indicator_id
