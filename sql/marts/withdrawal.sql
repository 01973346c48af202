-- description: What the steward took back: contents that no longer count, each return that they held, and what stands in its place.
-- grain: one row per line of register withdrawal and return that its content became, one at least
-- column file_sha256: content hash, whole where the line names one content, otherwise as the register has it
-- column status: withdrawn; names_nothing (no such content came) or names_several (too few digits): then it takes nothing back
-- column return_id: return that no longer counts; null when the content became none
-- column unit_id: unit of the return
-- column period_id: half-year of the return
-- column path: file below raw/returns that brought the content; null when none did
-- column stands_id: return in force in its place; null when none is
-- column reason_vi: why
-- column withdrawn_by: who decided
-- column withdrawn_on: day of the decision
select
    withdrawal.file_sha256,
    withdrawal.status,
    withdrawal.return_id,
    withdrawal.unit_id,
    withdrawal.period_id,
    withdrawal.path,
    standing.return_id as stands_id,
    withdrawal.reason_vi,
    withdrawal.withdrawn_by,
    withdrawal.withdrawn_on,
from core.withdrawal as withdrawal
left join core.return as standing
    on standing.unit_id = withdrawal.unit_id
    and standing.period_id = withdrawal.period_id
    and standing.is_in_force
