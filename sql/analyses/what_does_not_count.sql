-- What was sent and does not count, with why: not received, refused, unrecognised, rejected, held, unreadable or withdrawn.
select 'not received' as outcome, path, due.unit_id, due.period_id, due.is_stale as is_stood_in_for, reason_vi as message_vi
from raw.unreceived
left join marts.return_completeness as due on due.newest_path = path and due.newest_status = 'unreadable'
union all
select outcome, path, unit_id, period_id, is_stood_in_for, message_vi
from marts.file
where outcome in ('refused', 'unrecognised') and not is_withdrawn
union all
select status.status, status.path, status.unit_id, status.period_id, due.is_stale, file.message_vi
from marts.return_status as status
left join marts.return_completeness as due using (unit_id, period_id)
left join marts.file as file using (path, file_sha256)
where status.status in ('rejected', 'held')
union all
select 'unreadable', unread.path || '/' || unread.member, unread.unit_id, unread.period_id, due.is_stale, finding.message_vi
from staging.unread as unread
join staging.receipt as receipt using (receipt_id)
left join marts.return_completeness as due using (unit_id, period_id)
left join marts.finding as finding
    on finding.receipt_id = unread.receipt_id
    and finding.received = unread.member
    and finding.rule_id in (select rule_id from reference.rule where subject = 'unreadable_member')
where unread.member is not null and receipt.is_latest and receipt.withdrawn_on is null
union all
select 'withdrawn', path, unit_id, period_id, false, message_vi
from marts.finding
where is_current and rule_id in (select rule_id from reference.rule where subject = 'withdrawn_content')
order by all
