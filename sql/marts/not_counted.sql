-- description: What was sent and does not count, with why: files not received, refused or unrecognised, members of a .zip not readable, returns rejected or held, and what was taken back while nothing came in its place.
-- grain: one row per file, member or return that does not count, and unit and period that it is about
-- column outcome: not_received, refused, unrecognised, rejected, held, unreadable or withdrawn
-- column outcome_vi: its name
-- column path: file below raw/returns, and after it its member
-- column unit_version_id: unit that it is about as it was on the period's last day: key of marts.unit; '-' when unknown or several
-- column unit_name_vi: its name then
-- column period_id: period; null when unknown or several
-- column period_vi: its name, or that it is unknown
-- column is_stood_in_for: whether an older revision counts in its place
-- column message_vi: why it does not count: the first error in it (of a formula that was never worked out only where there is no other), or why it was taken back; null when nothing tells
-- What is wrong with a return of a file of several is its own.
with fault as (
    select revision_id, arg_min(message_vi, (not is_current, unworked.rule_id is not null, finding_id)) as message_vi
    from marts.finding
    left join (select distinct rule_id from reference.rule where subject = 'formula_without_value') as unworked using (rule_id)
    where severity = 'error' and revision_id is not null
    group by revision_id
),

found as (
    select
        if(unread.member is null, 'not_received', 'unreadable') as outcome,
        concat_ws('/', unread.path, unread.member) as path,
        coalesce(spanned.unit_version_id, '-') as unit_version_id, unread.period_id,
        coalesce(standing.is_stale and standing.newest_path = unread.path, false) as is_stood_in_for,
        unread.message_vi,
    from core.unread as unread
    left join core.unit_of_period as spanned
        on spanned.unit_id = unread.unit_id and spanned.period_id is not distinct from unread.period_id
    left join core.standing as standing on standing.unit_id = unread.unit_id and standing.period_id = unread.period_id
    -- A .zip that is refused is one thing: its members have lines of their own only where they tell of a unit.
    where unread.unit_id is not null
        or not exists (from marts.file as file where file.path = unread.path and file.outcome = 'refused' and file.is_latest)
    union all
    select outcome, path, unit_version_id, period_id, is_stood_in_for, message_vi
    from marts.file
    where outcome in ('refused', 'unrecognised') and is_latest and not is_withdrawn
    union all
    select
        revision.status, path, revision.unit_version_id, revision.period_id, due.is_stale,
        coalesce(fault.message_vi, file.message_vi),
    from marts.return_revision as revision
    left join fault using (revision_id)
    left join marts.return as due on due.return_id = revision.of_return_id
    left join marts.file as file using (path, file_sha256)
    where revision.status in ('rejected', 'held') and not revision.is_superseded
    -- A content that came twice at its path has a receipt for each.
    qualify row_number() over (partition by revision.revision_id order by file.receipt_id desc) = 1
    union all
    select 'withdrawn', path, unit_version_id, period_id, false, message_vi
    from marts.finding
    where is_current and rule_id in (select rule_id from reference.rule where subject = 'withdrawn_content')
    union all
    select 'withdrawn', revision.path, revision.unit_version_id, revision.period_id, false, decision.reason_vi
    from marts.return_revision as revision
    join marts.return as due on due.return_id = revision.of_return_id and due.status = 'withdrawn'
    join marts.decision as decision on decision.withdrawn_revision_id = revision.revision_id
    where revision.status = 'withdrawn'
)

select
    found.outcome, outcome.label_vi as outcome_vi,
    found.path,
    found.unit_version_id, unit.name_vi as unit_name_vi,
    found.period_id, coalesce(period.label_vi, said.unknown_period) as period_vi,
    coalesce(found.is_stood_in_for, false) as is_stood_in_for,
    found.message_vi,
from found
join marts.unit as unit using (unit_version_id)
left join reference.period as period using (period_id)
cross join core.said as said
left join reference.word as outcome on outcome.list_id = 'not_counted' and outcome.code = found.outcome
