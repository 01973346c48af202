-- description: marts.decision for a page: without words for a unit that a decision does not name; with the rules that throw out the return that it is for.
with broken as (
    select unit_version_id, period_id, string_agg(distinct rule_id, ', ' order by rule_id) as broken_rules
    from marts.finding
    where is_current and severity = 'error'
    group by all
)

select
    decision.* replace (
        if(unit_version_id = '-', null, decision.unit_name_vi) as unit_name_vi
    ),
    unit.unit_id,
    broken.broken_rules,
from marts.decision as decision
left join marts.unit as unit using (unit_version_id)
left join broken using (unit_version_id, period_id)
order by decided_on, path, decision.period_id, unit_version_id, rule_id, indicator_id, received
