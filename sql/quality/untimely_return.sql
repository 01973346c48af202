-- description: Returns of units that had ended by the last day of their period, or were founded after it: nothing of theirs is due, and nothing counts.
-- grain: one row per return
-- column fault: ended_unit or unfounded_unit
-- column return_id: return
-- column receipt_id: receipt that brought the file
-- column path: file below raw/returns
-- column unit_id: reporting unit
-- column period_id: period
-- column received: the unit, by code and name
-- column expected: units that report for it in the period
-- column detail: first day on which it was no more, or on which it was there
with latest as (
    select unit.unit_id, unit.valid_from_on, unit.valid_to_on, period.period_id, period.ends_on
    from reference.unit as unit
    join reference.period as period on unit.valid_from_on <= period.ends_on
    qualify row_number() over (partition by unit.unit_id, period.period_id order by unit.valid_from_on desc) = 1
),

-- Who reports in its place: what it became, or what it was to come of.
untimely as (
    select
        'ended_unit' as fault, latest.unit_id, latest.period_id, ends_on, valid_to_on + 1 as day_on, origin.unit_id as other_id,
    from latest
    left join core.unit_origin as origin
        on origin.earlier_unit_id = latest.unit_id and origin.from_on = latest.valid_from_on
        and origin.period_id = latest.period_id and origin.unit_id <> latest.unit_id
    where valid_to_on < ends_on
    union
    select 'unfounded_unit', founded.unit_id, period.period_id, period.ends_on, founded.founded_on, line.unit_id
    from (select unit_id, min(valid_from_on) as founded_on from reference.unit group by unit_id) as founded
    join reference.period as period on founded.founded_on > period.ends_on
    left join reference.unit_share as share
        on share.became_id = founded.unit_id and share.became_from_on = founded.founded_on and share.unit_id <> founded.unit_id
    left join reference.unit as line
        on line.unit_id = share.unit_id and line.valid_from_on = share.valid_from_on and line.valid_from_on <= period.ends_on
        and coalesce(line.valid_to_on, period.ends_on) >= period.ends_on
)

select
    untimely.fault, returned.return_id, returned.receipt_id, returned.path, returned.unit_id, returned.period_id,
    any_value(returned.unit_id || ' ' || own.unit_name_vi) as received,
    coalesce(
        string_agg(other.unit_id || ' ' || other.unit_name_vi, '; ' order by other.unit_id), any_value(said.no_successor)
    ) as expected,
    strftime(any_value(untimely.day_on), '%d/%m/%Y') as detail,
from staging.return as returned
join untimely using (unit_id, period_id)
join core.unit_of_period as own using (unit_id, period_id)
-- Registers from before the rule about them tell line by line that nothing is due.
join reference.rule as rule
    on rule.kind = 'reader' and rule.subject = untimely.fault
    and untimely.ends_on between rule.valid_from_on and coalesce(rule.valid_to_on, untimely.ends_on)
anti join reference.due_line as due on due.unit_id = returned.unit_id and due.told_in_id = returned.period_id
left join core.unit_of_period as other on other.unit_id = untimely.other_id and other.period_id = returned.period_id
cross join core.said as said
where returned.withdrawn_on is null
group by untimely.fault, returned.return_id, returned.receipt_id, returned.path, returned.unit_id, returned.period_id
