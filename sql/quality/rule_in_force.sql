-- description: Rules of the register in each period that they cover, with every indicator that they are about and their arguments for it.
-- grain: one row per rule, period that it covers and indicator that it is about
-- column rule_id: rule
-- column kind: what is tested
-- column subject: the rule's subject as the register has it; '*': every indicator that no rule of the same kind names
-- column indicator_id: indicator that it is about; for kinds about none, the subject
-- column period_id: period that ends within the dates of effect
-- column ends_on: last day of the period
-- column whole: indicator that bounds or totals the parts
-- column minimum: least that is allowed, where the rule states it
-- column maximum: most that is allowed, where the rule states it
-- column tolerance: difference that is still accepted; 0 where none is stated
-- column minimum_history: fewest earlier periods, or peers, that a judgement needs
with stated as (
    select
        rule_id, kind, subject, subject as indicator_id, whole, minimum, maximum, coalesce(tolerance, 0) as tolerance,
        minimum_history, valid_from_on, valid_to_on,
    from reference.rule
    union all
    -- Further subjects, with arguments of their own.
    select
        rule.rule_id, rule.kind, rule.subject, own.indicator_id,
        coalesce(own.whole, rule.whole) as whole,
        coalesce(own.minimum, rule.minimum) as minimum,
        coalesce(own.maximum, rule.maximum) as maximum,
        coalesce(own.tolerance, rule.tolerance, 0) as tolerance,
        coalesce(own.minimum_history, rule.minimum_history) as minimum_history,
        rule.valid_from_on, rule.valid_to_on,
    from reference.rule as rule
    join reference.rule_subject as own using (rule_id)
),

in_force as (
    select
        stated.* exclude (valid_from_on, valid_to_on),
        period.period_id,
        period.ends_on,
    from stated
    join reference.period as period
        on period.ends_on >= stated.valid_from_on
        and (stated.valid_to_on is null or period.ends_on <= stated.valid_to_on)
)

select
    rule_id, kind, subject, indicator_id, period_id, ends_on, whole, minimum, maximum, tolerance, minimum_history,
from in_force
where subject <> '*'
union all
select
    every.rule_id, every.kind, every.subject, indicator.indicator_id, every.period_id, every.ends_on, every.whole,
    every.minimum, every.maximum, every.tolerance, every.minimum_history,
from in_force as every
cross join reference.indicator as indicator
-- '*' leaves out the indicators that a rule of the same kind names.
anti join (select kind, period_id, indicator_id from in_force where subject <> '*') as named
    on named.kind = every.kind and named.period_id = every.period_id and named.indicator_id = indicator.indicator_id
where every.subject = '*'
