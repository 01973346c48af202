-- description: Sums of the parts that a rule names, within one return; a part with '-' before it is subtracted, one that does not apply adds nothing.
-- grain: one row per rule and return in which every part is known
-- kept by: unit_id, period_id
-- column rule_id: rule
-- column return_id: return that is judged
-- column unit_id: unit that the figures are about
-- column period_id: period
-- column low: least that the sum may be
-- column high: most that it may be
with part as (
    select
        rule_id,
        indicator_id,
        is_subtracted,
        count(*) over (partition by rule_id) as part_count,
    from reference.rule_part
    where kind in ('ratio', 'reported_share', 'sum_of_parts')
),

figure as (
    select * from staging.observation where is_due and state not in ('blank', 'no_data', 'unreadable')
)

select
    part.rule_id,
    figure.return_id,
    figure.unit_id,
    figure.period_id,
    sum(if(part.is_subtracted, -figure.high, figure.low)) as low,
    sum(if(part.is_subtracted, -figure.low, figure.high)) as high,
from part
join figure using (indicator_id)
group by part.rule_id, figure.return_id, figure.unit_id, figure.period_id
having count(*) = any_value(part.part_count)
