-- description: The numbers that a broken rule compared: what was received and what was to be expected, as bounds.
-- grain: one row per finding of a rule that compares numbers
-- column finding_id: finding
-- column received_low_value: least that was received, in the indicator's unit of measure (of a share percent)
-- column received_high_value: most that it may be
-- column expected_low_value: least that was to be expected; null where there is no least
-- column expected_high_value: most that was to be expected; null where there is no most
select
    finding.finding_id,
    try_cast(min(failing.received_low) as decimal(24, 6)) as received_low_value,
    try_cast(max(failing.received_high) as decimal(24, 6)) as received_high_value,
    try_cast(min(failing.expected_low) as decimal(24, 6)) as expected_low_value,
    try_cast(max(failing.expected_high) as decimal(24, 6)) as expected_high_value,
from quality.finding as finding
join quality.failing_case as failing
    on failing.rule_id = finding.rule_id
    and failing.period_id is not distinct from finding.period_id
    and failing.return_id is not distinct from finding.return_id
    and failing.unit_id is not distinct from finding.unit_id
    and failing.indicator_id is not distinct from finding.indicator_id
left join core.indicator_measure as measured on measured.indicator_id = finding.indicator_id
where measured.measure is distinct from 'rating' and failing.received_low is not null
group by finding.finding_id
