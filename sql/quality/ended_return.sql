-- description: Returns of units that had ended by the last day of their period: nothing of theirs is due, and nothing counts.
-- grain: one row per return
-- column return_id: return
-- column receipt_id: receipt that brought the file
-- column path: file below raw/returns
-- column unit_id: reporting unit
-- column period_id: period
-- column received: the unit, by code and name
-- column expected: units that report for it in the period
-- column detail: first day on which it was no more
with ended as (
    select unit.unit_id, unit.valid_from_on, unit.valid_to_on, period.period_id, period.ends_on
    from reference.unit as unit
    join reference.period as period on unit.valid_from_on <= period.ends_on
    qualify row_number() over (partition by unit.unit_id, period.period_id order by unit.valid_from_on desc) = 1
)

select
    returned.return_id, returned.receipt_id, returned.path, returned.unit_id, returned.period_id,
    any_value(returned.unit_id || ' ' || own.unit_name_vi) as received,
    coalesce(
        string_agg(became.unit_id || ' ' || became.unit_name_vi, '; ' order by became.unit_id), any_value(said.no_successor)
    ) as expected,
    strftime(any_value(ended.valid_to_on) + 1, '%d/%m/%Y') as detail,
from staging.return as returned
join ended on ended.unit_id = returned.unit_id and ended.period_id = returned.period_id and ended.valid_to_on < ended.ends_on
join core.unit_of_period as own on own.unit_id = returned.unit_id and own.period_id = returned.period_id
-- Registers from before the rule about them tell line by line that nothing is due.
join reference.rule as rule
    on rule.kind = 'reader' and rule.subject = 'ended_unit'
    and ended.ends_on between rule.valid_from_on and coalesce(rule.valid_to_on, ended.ends_on)
anti join reference.due_line as due on due.unit_id = returned.unit_id and due.told_in_id = returned.period_id
left join core.unit_origin as origin
    on origin.earlier_unit_id = ended.unit_id and origin.from_on = ended.valid_from_on
    and origin.period_id = ended.period_id and origin.unit_id <> ended.unit_id
left join core.unit_of_period as became on became.unit_id = origin.unit_id and became.period_id = origin.period_id
cross join core.said as said
where returned.withdrawn_on is null
group by all
