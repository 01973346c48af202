-- description: How far apart the numbers lie that a rule compares: a total and its parts, a stock and its flows, two reporters. Also where they agree. A figure that is a bound, or missing from a sum over units, has the bounds of what it may be.
-- grain: one row per rule and case judged (a return, a period, or the whole term)
-- column rule_id: rule that compares
-- column return_id: return; null for sums over units
-- column unit_id: reporting unit; null for sums over units
-- column period_id: period; for running totals the last one compared
-- column indicator_id: indicator that is compared with what it should be
-- column received_low: least that the figure may be, in the indicator's unit of measure
-- column received_high: most that the figure may be
-- column expected_low: least that it should be
-- column expected_high: most that it should be
-- column gap: how far it lies above (+) or below (-) what it should be; 0 where the two spans meet
-- column is_within_tolerance: whether the rule accepts the gap
with compared as (
    select * from quality.case_sum_of_parts
    union all
    select * from quality.case_reported_share
    union all
    select * exclude (detail) from quality.case_continuity
    union all
    select * from quality.case_reconcile
    union all
    select * from quality.case_matches_register
    union all
    select * from quality.case_balance
    union all
    select * from quality.case_year_total
)

select
    compared.rule_id,
    compared.return_id,
    compared.unit_id,
    compared.period_id,
    compared.indicator_id,
    compared.received_low::double as received_low,
    compared.received_high::double as received_high,
    compared.expected_low::double as expected_low,
    compared.expected_high::double as expected_high,
    (case
        when compared.received_low > compared.expected_high then compared.received_low - compared.expected_high
        when compared.received_high < compared.expected_low then compared.received_high - compared.expected_low
        else 0
    end)::double as gap,
    compared.received_high >= compared.accepted_low and compared.accepted_high >= compared.received_low as is_within_tolerance,
from compared
-- What waits for another rule is not judged.
anti join quality.set_aside as aside
    on aside.rule_id = compared.rule_id
    and (aside.return_id is null or aside.return_id = compared.return_id)
    and (aside.unit_id is null or aside.unit_id = compared.unit_id)
    and (aside.period_id is null or aside.period_id = compared.period_id)
    and (aside.indicator_id is null or aside.indicator_id = compared.indicator_id)
