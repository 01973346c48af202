-- description: Running totals of two indicators over a term, up to the last period that both sides have reported in full; a gap further back is as wide as the register allows.
-- grain: one row per rule, term and type of period
-- column rule_id: rule
-- column return_id: null: the case is about all units
-- column unit_id: null: the case is about all units
-- column period_id: last period that both sides have reported in full
-- column indicator_id: what one side reports
-- column received_low: least that its running total may be
-- column received_high: most that it may be
-- column expected_low: least that the running total of the other side may be
-- column expected_high: most that it may be
-- column accepted_low: least that the rule accepts
-- column accepted_high: most that it accepts
with in_term as (
    select
        term.term_id,
        period.period_type,
        period.period_id,
        period.starts_on = max(period.starts_on) over (partition by term.term_id, period.period_type) as is_last,
    from reference.term as term
    join reference.period as period on period.starts_on >= term.starts_on and period.ends_on <= term.ends_on
),

rule as (
    select
        rule.*,
        in_term.term_id,
        in_term.period_type,
    from quality.rule_in_force as rule
    join in_term using (period_id)
    where rule.kind = 'reconcile'
    qualify bool_or(in_term.is_last) over (partition by rule.rule_id, in_term.term_id, in_term.period_type)
),

reported as (
    select
        rule.*,
        own.low as own_low,
        own.high as own_high,
        other.low as other_low,
        other.high as other_high,
        own.known_count = own.due_count and other.known_count = other.due_count as is_known,
    from rule
    left join core.period_total as own using (period_id, indicator_id)
    left join core.period_total as other on other.period_id = rule.period_id and other.indicator_id = rule.whole
    qualify rule.ends_on <= max(if(is_known, rule.ends_on, null)) over (
        partition by rule.rule_id, rule.term_id, rule.period_type
    )
),

paired as (
    select
        rule_id,
        indicator_id,
        arg_max(period_id, ends_on) as period_id,
        sum(own_low) as received_low,
        sum(own_high) as received_high,
        sum(other_low) as expected_low,
        sum(other_high) as expected_high,
        any_value(tolerance) as tolerance,
    from reported
    group by rule_id, indicator_id, term_id, period_type
)

select
    rule_id,
    null::varchar as return_id,
    null::varchar as unit_id,
    period_id,
    indicator_id,
    received_low,
    received_high,
    expected_low,
    expected_high,
    expected_low - tolerance as accepted_low,
    expected_high + tolerance as accepted_high,
from paired
