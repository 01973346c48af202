-- description: Withdrawals of the register, with the content that each takes back.
-- grain: one row per line of the register
-- column named_sha256: content hash, or its first digits, as the register names it
-- column file_sha256: content that no longer counts; null when the line names none that came, or several
-- column content_count: contents received whose hash begins so
-- column reason_vi: why
-- column withdrawn_by: who decided
-- column withdrawn_on: day of the decision
with content as (
    select distinct file_sha256 from raw.receipt
)

select
    withdrawal.file_sha256 as named_sha256,
    case when count(content.file_sha256) = 1 then min(content.file_sha256) end as file_sha256,
    count(content.file_sha256) as content_count,
    withdrawal.reason_vi,
    withdrawal.withdrawn_by,
    withdrawal.withdrawn_on,
from reference.withdrawal as withdrawal
left join content on starts_with(content.file_sha256, withdrawal.file_sha256)
group by withdrawal.file_sha256, withdrawal.reason_vi, withdrawal.withdrawn_by, withdrawal.withdrawn_on
