-- description: Returns that are held: their path and header name different units or periods, and a sound return stood there when they came.
-- grain: one row per return held
-- column return_id: return
-- column withdrawn_on: last day on which those that stood were withdrawn since; null while one of them stands
with unsound as (
    select failing.return_id
    from quality.failing_case as failing
    anti join quality.return_set_aside as aside
        on aside.rule_id = failing.rule_id
        and (aside.return_id is null or aside.return_id = failing.return_id)
        and (aside.unit_id is null or aside.unit_id = failing.unit_id)
        and (aside.period_id is null or aside.period_id = failing.period_id)
        and (aside.indicator_id is null or aside.indicator_id = failing.indicator_id)
    join reference.rule as rule on rule.rule_id = failing.rule_id and rule.severity = 'error'
    where failing.is_about_returns
    union all
    select met.return_id
    from quality.case_reader as met
    join reference.rule as rule on rule.rule_id = met.rule_id and rule.severity = 'error'
    where met.fault <> 'key_contradicts'
),

held as (
    select before.return_id, before.stood_id, before.withdrawn_on
    from quality.stood_before as before
    semi join quality.case_reader as met on met.return_id = before.return_id and met.fault = 'key_contradicts'
    anti join unsound on unsound.return_id = before.stood_id
),

-- What another held return says is not taken for one that stands.
stood as (
    select return_id, if(bool_and(withdrawn_on is not null), max(withdrawn_on), null) as withdrawn_on
    from held
    anti join (select return_id as held_id from held) as other on other.held_id = held.stood_id
    group by return_id
)

select distinct
    held.return_id,
    stood.withdrawn_on,
from held
left join stood using (return_id)
