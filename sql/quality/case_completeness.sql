-- description: Units with an accepted return among those that owe one.
-- grain: one row per rule and period for which a return has come
-- column rule_id: rule
-- column return_id: null: the case is about all units
-- column unit_id: null: the case is about all units
-- column period_id: period
-- column indicator_id: null: the case is about returns
-- column received_low: units with an accepted return
-- column received_high: the same
-- column expected_low: units that owe one
-- column expected_high: the same
-- column detail: the units whose return is missing, by name, twelve at most
-- column slack: percentage points above the share that is asked for; below zero the rule is broken
with rule as (
    select * from quality.rule_in_force where kind = 'completeness'
),

owing as (
    select distinct unit_id, told_in_id as period_id from reference.due_line
),

begun as (
    select distinct period_id from core.return
),

accepted as (
    select distinct unit_id, period_id, true as is_accepted from core.return where is_in_force
),

counted as (
    select
        owing.period_id,
        count(*) as owing_count,
        count(accepted.is_accepted) as received_count,
        list(coalesce(about.unit_name_vi, owing.unit_id) order by owing.unit_id) filter (where accepted.is_accepted is null)
            as missing_units,
    from owing
    left join core.unit_of_period as about on about.unit_id = owing.unit_id and about.period_id = owing.period_id
    join begun on begun.period_id = owing.period_id
    left join accepted on accepted.unit_id = owing.unit_id and accepted.period_id = owing.period_id
    group by owing.period_id
)

select
    rule.rule_id,
    null::varchar as return_id,
    null::varchar as unit_id,
    rule.period_id,
    null::varchar as indicator_id,
    counted.received_count as received_low,
    counted.received_count as received_high,
    counted.owing_count as expected_low,
    counted.owing_count as expected_high,
    array_to_string(counted.missing_units[:12], ', ') || if(len(counted.missing_units) > 12, ', …', '') as detail,
    100 * counted.received_count / counted.owing_count - coalesce(rule.minimum, 0) as slack,
from rule
join counted using (period_id)
