-- description: Faults met while a workbook was read, or seen by comparing it with what was due, that a rule of kind 'reader' names: each breaks its rule.
-- grain: one row per rule and fault
-- column rule_id: rule
-- column fault: kind of fault, the subject of the rule about it
-- column receipt_id: receipt that brought the file
-- column path: file below raw/returns
-- column return_id: return; null when the fault is about no single one
-- column unit_id: reporting unit, where known
-- column period_id: period, where known
-- column indicator_id: indicator of the line
-- column sheet_name: sheet of the cell
-- column address: cell
-- column state: state of the figure that stands there
-- column value: the figure
-- column comparator: '=' for an exact figure, otherwise the bound that it claims
-- column received: what was received, as text
-- column expected: what should stand there, as text
-- column detail: what more there is to say, in Vietnamese
-- column discriminator: tells faults apart that share return and cell
with fault as (
    select
        fault, receipt_id, path, return_id, unit_id, period_id, indicator_id, sheet_name, address,
        null as state, null::decimal(24, 6) as value, null as comparator, received, expected, detail, discriminator,
    from quality.told_fault
    union all
    select
        fault, receipt_id, path, return_id, unit_id, period_id, indicator_id, sheet_name, address,
        state, value, comparator, received, null as expected, detail, discriminator,
    from quality.line_fault
    union all
    select
        fault, receipt_id, path, return_id, unit_id, period_id, indicator_id, sheet_name, address,
        state, value, comparator, received, expected, detail, null as discriminator,
    from quality.correction_fault
    union all
    select
        fault, receipt_id, path, return_id, unit_id, period_id, null as indicator_id, null as sheet_name, null as address,
        null as state, null as value, null as comparator, received, expected, detail, discriminator,
    from quality.receipt_fault
    union all
    select
        fault, receipt_id, path, null as return_id, unit_id, period_id, null as indicator_id, null as sheet_name,
        null as address, null as state, null as value, null as comparator, received, null as expected, detail, discriminator,
    from quality.withdrawal_fault
    union all
    select
        fault, null as receipt_id, path, null as return_id, null as unit_id, null as period_id, null as indicator_id,
        null as sheet_name, null as address, null as state, null as value, null as comparator, received, null as expected,
        detail, discriminator,
    from quality.received_fault
    union all
    select
        fault, receipt_id, path, return_id, unit_id, period_id, null as indicator_id, sheet_name, address,
        null as state, null as value, null as comparator, received, expected, detail, discriminator,
    from quality.foreign_fault
)

select
    rule.rule_id,
    fault.fault,
    fault.receipt_id,
    fault.path,
    fault.return_id,
    fault.unit_id,
    fault.period_id,
    fault.indicator_id,
    fault.sheet_name,
    fault.address,
    fault.state,
    fault.value,
    fault.comparator,
    fault.received,
    fault.expected,
    fault.detail,
    fault.discriminator,
from fault
join reference.rule as rule on rule.kind = 'reader' and rule.subject = fault.fault
left join reference.period as period using (period_id)
-- A rule covers the periods within its dates of effect, and faults whose period is unknown.
where period.ends_on is null
    or (period.ends_on >= rule.valid_from_on and (rule.valid_to_on is null or period.ends_on <= rule.valid_to_on))
