-- description: What a rule is silent about once another breaks that must hold first.
-- grain: one row per rule, rule that must hold first, and pair of indicators
-- column rule_id: rule that waits
-- column needed_rule_id: rule that must hold first
-- column silent_about: what the broken case silences: 'bloc' (all cases), those of its 'period' or 'return', or of its return those of an 'indicator'
-- column broken_indicator_id: indicator of the broken case; null: any
-- column indicator_id: indicator of the cases that are silenced; null: that of the broken case
with waiting as (
    select
        rule.rule_id,
        rule.subject,
        needed.rule_id as needed_rule_id,
        case
            when rule.scope = 'bloc' then 'bloc'
            when rule.scope = 'period' and rule.kind <> 'peers' then 'period'
            when needed.scope = 'cell' or needed.subject = '*' then 'indicator'
            else 'return'
        end as silent_about,
    from (select *, unnest(prerequisite) as waits_for from reference.rule) as rule
    join reference.rule as needed on needed.rule_id = rule.waits_for
),

stated as (
    select rule_id, subject as indicator_id, whole, parts from reference.rule
    union all
    select own.rule_id, own.indicator_id, coalesce(own.whole, rule.whole) as whole, rule.parts
    from reference.rule_subject as own
    join reference.rule as rule using (rule_id)
),

-- Of a rule about cells only those count that the waiting rule looks at.
looked_at as (
    select rule_id, indicator_id, ltrim(unnest(list_concat([indicator_id, whole], parts)), '-') as looked_at_id from stated
)

select
    rule_id,
    needed_rule_id,
    silent_about,
    null as broken_indicator_id,
    null as indicator_id,
from waiting
where silent_about <> 'indicator' or subject = '*'
union
select
    waiting.rule_id,
    waiting.needed_rule_id,
    waiting.silent_about,
    looked_at.looked_at_id as broken_indicator_id,
    looked_at.indicator_id,
from waiting
join looked_at using (rule_id)
where waiting.silent_about = 'indicator' and looked_at.looked_at_id is not null
