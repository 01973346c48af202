-- description: What each line of register withdrawal takes back.
-- grain: one row per line of the register and return that its content became, one at least
-- column named_sha256: content hash, or its first digits, as the register names it
-- column file_sha256: content hash, whole where the line names one content, otherwise as the register has it
-- column status: withdrawn; names_nothing (no such content came) or names_several (too few digits): then it takes nothing back
-- column return_id: return that no longer counts; null when the content became none
-- column unit_id: unit of the return
-- column period_id: period of the return
-- column path: file below raw/returns that brought the content; null when none did
-- column reason_vi: why
-- column withdrawn_by: who decided
-- column withdrawn_on: day of the decision
with withdrawal as (
    select * from staging.withdrawal
),

brought as (
    select
        file_sha256,
        arg_min(path, receipt_id) as path,
    from staging.receipt
    group by file_sha256
)

select
    withdrawal.named_sha256,
    coalesce(withdrawal.file_sha256, withdrawal.named_sha256) as file_sha256,
    case
        when withdrawal.file_sha256 is not null then 'withdrawn'
        when withdrawal.content_count = 0 then 'names_nothing'
        else 'names_several'
    end as status,
    returned.return_id,
    returned.unit_id,
    returned.period_id,
    coalesce(returned.path, brought.path) as path,
    withdrawal.reason_vi,
    withdrawal.withdrawn_by,
    withdrawal.withdrawn_on,
from withdrawal
left join core.return as returned using (file_sha256)
left join brought using (file_sha256)
