-- description: Every file received and what became of it: no file is without an answer.
-- grain: one row per path below raw/returns, deleted ones included
-- column path: file below raw/returns
-- column file_sha256: its last content: what register withdrawal names to take it back
-- column received_at: instant of receipt (UTC)
-- column outcome: returns, refused (unreadable, or with personal data), unrecognised, or answer (a slip's list sent back)
-- column is_withdrawn: whether register withdrawal took the content back
-- column return_count: returns in it
-- column unit_id: the one unit that it is about, as its header, path or former content tells; null when unknown or several
-- column period_id: the one half-year, likewise
-- column is_stood_in_for: whether an older revision counts in place of what this file should have brought
-- column message_vi: the first error in it; null when there is none
with fault as (
    select
        path,
        arg_min(message_vi, (return_id is not null, finding_id)) as message_vi,
    from marts.finding
    where is_current and severity = 'error' and path is not null
    group by path
)

select
    file.path,
    file.file_sha256,
    file.received_at,
    file.outcome,
    file.is_withdrawn,
    file.return_count,
    file.unit_id,
    file.period_id,
    not file.is_withdrawn and coalesce(standing.is_stale and standing.newest_path = file.path, false) as is_stood_in_for,
    fault.message_vi,
from core.file as file
left join fault using (path)
left join core.standing as standing using (unit_id, period_id)
