-- description: What units tell together of which a unit above them tells the total too.
-- grain: one row per unit above that tells the figure, period, indicator and way to add up
-- column unit_id: unit above
-- column period_id: period
-- column indicator_id: flow or stock
-- column way: lowest: all units below it that have no parts themselves; nearest: those next below it that tell the figure
-- column low: least that they may be together, what is missing among them
-- column high: most that they may be
-- column known_count: units of which the figure is known
-- column part_count: units that owe it
-- column step: one of the last digit that the least exact of them states; null for whole counts
-- column whole_step: one of the last digit that the unit above states; null for whole counts
with figure as (
    select
        known.unit_id, known.period_id, known.indicator_id, known.low, known.high, known.value,
        total.unit_id is not null as is_total,
        total.unit_id is not null and known.value is not null as is_told,
        nullif(stated.step, 1) as step,
    from core.reported_value as known
    -- No other has a total to be compared with.
    semi join core.unit_total as told using (period_id, indicator_id)
    left join core.unit_total as total using (unit_id, period_id, indicator_id)
    left join staging.figure as stated
        on stated.return_id = known.return_id and stated.owner_id = known.unit_id
        and stated.indicator_id = known.indicator_id and stated.is_observed
),

part as (
    select
        above.whole_id as whole_id, figure.*, whole.is_told as is_below_told, whole.step as whole_step,
        -- The nearest unit above that tells the figure.
        above.level = min(if(whole.is_told, above.level, null)) over (
            partition by figure.unit_id, figure.period_id, figure.indicator_id
        ) as is_next,
    from figure
    join staging.unit_above as above on above.part_id = figure.unit_id and above.period_id = figure.period_id
    join figure as whole
        on whole.unit_id = above.whole_id and whole.period_id = figure.period_id
        and whole.indicator_id = figure.indicator_id
)

select
    part.whole_id as unit_id, part.period_id, part.indicator_id, ways.way,
    sum(part.low) as low,
    sum(part.high) as high,
    count(part.value) as known_count,
    count(*) as part_count,
    max(part.step) as step,
    any_value(part.whole_step) as whole_step,
from part
cross join (select unnest(['lowest', 'nearest']) as way) as ways
where part.is_below_told and if(ways.way = 'lowest', not part.is_total, part.is_next and (part.is_told or not part.is_total))
group by part.whole_id, part.period_id, part.indicator_id, ways.way
