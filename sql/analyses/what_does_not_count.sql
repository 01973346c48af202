-- What was sent and does not count, with why: not received, refused, unrecognised, rejected, held, unreadable, or withdrawn while nothing
-- came in its place.
with due as (
    select return.*, unit.unit_id from marts.return join marts.unit using (unit_version_id)
)

select 'not received' as outcome, path, unit_id, period_id, is_stale as is_stood_in_for, reason_vi as message_vi
from raw.unreceived
left join due on newest_path = path and newest_status = 'unreadable'
union all
select outcome, path, unit_id, nullif(period_id, '-'), is_stood_in_for, message_vi
from marts.file
left join marts.unit using (unit_version_id)
where outcome in ('refused', 'unrecognised') and not is_withdrawn
union all
select revision.status, revision.path, unit.unit_id, revision.period_id, due.is_stale, file.message_vi
from marts.return_revision as revision
join marts.unit using (unit_version_id)
left join due on due.return_id = revision.of_return_id
left join marts.file as file using (path, file_sha256)
where revision.status in ('rejected', 'held')
union all
select 'unreadable', unread.path || '/' || unread.member, unread.unit_id, unread.period_id, due.is_stale, finding.message_vi
from staging.unread as unread
join staging.receipt as receipt using (receipt_id)
left join due using (unit_id, period_id)
left join marts.finding as finding
    on finding.receipt_id = unread.receipt_id
    and finding.received = unread.member
    and finding.rule_id in (select rule_id from reference.rule where subject = 'unreadable_member')
where unread.member is not null and receipt.is_latest and receipt.withdrawn_on is null
union all
select 'withdrawn', path, unit_id, nullif(period_id, '-'), false, message_vi
from marts.finding
left join marts.unit using (unit_version_id)
where is_current and rule_id in (select rule_id from reference.rule where subject = 'withdrawn_content')
union all
select 'withdrawn', revision.path, unit.unit_id, revision.period_id, false, decision.reason_vi
from marts.return_revision as revision
join marts.unit using (unit_version_id)
join due on due.return_id = revision.of_return_id and due.status = 'withdrawn'
join marts.decision as decision on decision.withdrawn_revision_id = revision.revision_id
where revision.status = 'withdrawn'
order by all
