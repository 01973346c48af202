-- description: What lies at raw/returns now and could not be had: files that could not be received, and members of a .zip that could not be read.
-- grain: one row per file or member, and unit and period that its name tells
-- column path: file below raw/returns
-- column member: member of the .zip; null when it is the file itself
-- column unit_id: unit that it is of, as far as known
-- column period_id: period, likewise
-- column message_vi: why it could not be had; null where no rule says so
with fault as (
    select finding.receipt_id, finding.path, finding.received as member, min(finding.message_vi) as message_vi
    from quality.finding as finding
    join reference.rule as rule using (rule_id)
    where rule.kind = 'reader' and rule.subject = 'unreadable_member'
    group by finding.receipt_id, finding.path, finding.received
)

select
    unread.path,
    unread.member,
    unread.unit_id,
    unread.period_id,
    coalesce(unread.reason_vi, fault.message_vi) as message_vi,
from staging.unread as unread
left join staging.receipt as receipt using (receipt_id)
left join fault
    on fault.receipt_id is not distinct from unread.receipt_id
    and fault.path = unread.path
    and fault.member = unread.member
where unread.receipt_id is null
    or (unread.member is not null and receipt.is_latest and receipt.withdrawn_on is null)
