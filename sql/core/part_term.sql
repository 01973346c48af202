-- description: What figures that stand in one return must come to together: totals and their parts, as rules say without which no return is accepted, and the register of indicators.
-- grain: one row per relation, period and indicator in it
-- column relation_id: rule and the indicator that it is about, or the indicator that is part of another
-- column period_id: period
-- column indicator_id: indicator
-- column is_whole: whether it is the one that the others are part of
-- column sign: 1 or -1: with it the figure counts in the sum of all that are in the relation
-- column least: least that this sum may be; null: there is none
-- column most: most that it may be
-- column term_count: how many are in the relation
with rule as (
    select
        rule.rule_id || ' ' || rule.indicator_id as relation_id,
        rule.rule_id, rule.kind, rule.period_id, rule.indicator_id, rule.whole, rule.tolerance,
    from quality.rule_in_force as rule
    join reference.rule as said using (rule_id)
    where said.severity = 'error' and rule.kind in ('sum_of_parts', 'part_of_whole')
),

part_of as (
    select indicator.indicator_id, indicator.part_of_id, period.period_id
    from reference.indicator as indicator
    cross join reference.period as period
    where indicator.part_of_id is not null
),

-- A total less its parts is nothing; a part less its whole is no more than that.
term as (
    select relation_id, period_id, indicator_id, true as is_whole, 1 as sign, -tolerance as least, tolerance as most
    from rule
    where kind = 'sum_of_parts'
    union all
    select rule.relation_id, rule.period_id, part.indicator_id, false, if(part.is_subtracted, 1, -1), -tolerance, tolerance
    from rule
    join reference.rule_part as part using (rule_id)
    where rule.kind = 'sum_of_parts'
    union all
    select relation_id, period_id, indicator_id, false, 1, null, tolerance from rule where kind = 'part_of_whole'
    union all
    select relation_id, period_id, whole, true, -1, null, tolerance from rule where kind = 'part_of_whole'
    union all
    select indicator_id, period_id, indicator_id, false, 1, null, 0 from part_of
    union all
    select indicator_id, period_id, part_of_id, true, -1, null, 0 from part_of
)

select
    relation_id, period_id, indicator_id, is_whole, sign,
    least::decimal(24, 6) as least,
    most::decimal(24, 6) as most,
    count(*) over (partition by relation_id, period_id) as term_count,
from term
