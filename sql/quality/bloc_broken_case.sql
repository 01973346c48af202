-- description: Cases over time, periods and the whole bloc that break their rule, each with the cell at fault: findings without their words.
-- grain: one row per rule and case
-- column rule_id: rule
-- column receipt_id: receipt that brought the file; null when the case is about no single file
-- column path: file below raw/returns
-- column return_id: return; null when the case is about no single one
-- column unit_id: reporting unit, where known
-- column period_id: period, where known
-- column indicator_id: indicator; null when the case is about none
-- column sheet_name: sheet of the cell at fault; null when none is
-- column address: that cell
-- column is_by_bounds: whether it is told by the numbers that were compared, and not by what the cell says
-- column state: state of the figure that stands there
-- column value: the figure
-- column comparator: '=' for an exact figure, otherwise the bound that it claims
-- column received: what was received, as text
-- column written: what the cell says ('' when blank), where the steward's correction was judged; null otherwise
-- column received_low: least that the figure may be; null for kinds that compare no numbers
-- column received_high: most that it may be
-- column expected_low: least that it should be; null for kinds that compare no numbers
-- column expected_high: most that it should be
-- column expected: what should stand there, as text
-- column detail: what more there is to say
-- column discriminator: tells cases apart that share rule, return and cell
-- column withdrawn_on: of a return that is held, last day on which those were withdrawn that stood there; null while one stands
select
    failing.rule_id,
    returned.receipt_id,
    returned.path,
    failing.return_id,
    failing.unit_id,
    failing.period_id,
    failing.indicator_id,
    coalesce(failing.sheet_name, o.sheet_name) as sheet_name,
    coalesce(failing.address, o.address) as address,
    failing.received_low is not null as is_by_bounds,
    o.state,
    o.value,
    o.comparator,
    o.received,
    null as written,
    failing.received_low,
    failing.received_high,
    failing.expected_low,
    failing.expected_high,
    null as expected,
    failing.detail,
    null as discriminator,
    null::date as withdrawn_on,
from quality.failing_case as failing
anti join quality.set_aside as aside
    on aside.rule_id = failing.rule_id
    and (aside.return_id is null or aside.return_id = failing.return_id)
    and (aside.unit_id is null or aside.unit_id = failing.unit_id)
    and (aside.period_id is null or aside.period_id = failing.period_id)
    and (aside.indicator_id is null or aside.indicator_id = failing.indicator_id)
left join staging.return as returned on returned.return_id = failing.return_id
-- Of what is told from January on alone the cell that is due.
left join staging.figure as o
    on o.return_id = failing.return_id and o.owner_id = failing.unit_id and o.indicator_id = failing.indicator_id
    and failing.address is null and (o.is_observed or o.is_due)
where not failing.is_about_returns
