-- description: Codes against the list that is named like the indicator's unit of measure.
-- grain: one row per rule and return with a code
-- kept by: unit_id, period_id
-- column rule_id: rule
-- column return_id: return that is judged
-- column unit_id: unit that the figure is about
-- column period_id: period
-- column indicator_id: indicator that the rule is about
-- column code: code, or what stands there in its place
-- column listed_code: the code as the list holds it when the period ends; empty when it does not
with rule as (
    select * from quality.rule_in_force where kind = 'in_code_list'
),

written as (
    select
        rule.rule_id,
        rule.ends_on,
        figure.return_id,
        figure.unit_id,
        figure.period_id,
        figure.indicator_id,
        if(figure.state = 'unreadable', figure.received, figure.code) as code,
        indicator.unit_of_measure as list_id,
    from rule
    join staging.observation as figure using (period_id, indicator_id)
    join reference.indicator as indicator using (indicator_id)
    where figure.is_due
)

select
    written.rule_id,
    written.return_id,
    written.unit_id,
    written.period_id,
    written.indicator_id,
    written.code,
    coalesce(listed.code, '') as listed_code,
from written
left join reference.code as listed
    on listed.list_id = written.list_id
    and listed.code = written.code
    and (listed.valid_from_on is null or written.ends_on >= listed.valid_from_on)
    and (listed.valid_to_on is null or written.ends_on <= listed.valid_to_on)
where written.code is not null
