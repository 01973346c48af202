-- description: Every file received and what became of it: no file is without an answer. What lies at its path now is_latest; returns are counted in marts.return.
-- grain: one row per receipt: each content that came at a path, deleted files included
-- column receipt_id: receipt, as numbered in the archive's journal: the key by which marts.finding names it
-- column path: file below raw/returns
-- column file_sha256: content: what register withdrawal names to take it back
-- column received_at: instant at which it came (UTC), as the book of incoming files tells, else as it was landed
-- column received_on: its day where the office is
-- column landed_at: instant at which a night took it in (UTC)
-- column is_latest: whether nothing else has come at the same path since
-- column outcome: returns, refused (unreadable, or with personal data), unrecognised, or answer (a slip's list sent back)
-- column outcome_vi: its name
-- column is_withdrawn: whether register withdrawal took the content back
-- column return_count: returns in it
-- column unit_version_id: the one unit that it is about, as its header, path or former content tells, as it was on the period's last day; '-' when unknown or several
-- column unit_name_vi: its name then
-- column period_id: the one period, likewise; null when unknown or several
-- column period_vi: its name, or that it is unknown
-- column is_stood_in_for: whether an older revision counts in place of what this file should have brought
-- column message_vi: the first error found in it; null when there is none
with fault as (
    select
        receipt_id,
        arg_min(message_vi, (not is_current, revision_id is not null, finding_id)) as message_vi,
    from marts.finding
    where severity = 'error' and receipt_id is not null
    group by receipt_id
)

select
    file.receipt_id,
    file.path,
    file.file_sha256,
    file.received_at,
    (file.received_at at time zone 'UTC' at time zone office.time_zone)::date as received_on,
    file.landed_at,
    file.is_latest,
    file.outcome, outcome.label_vi as outcome_vi,
    file.is_withdrawn,
    file.return_count,
    unit.unit_version_id, unit.name_vi as unit_name_vi,
    file.period_id, coalesce(period.label_vi, said.unknown_period) as period_vi,
    file.is_latest and not file.is_withdrawn and coalesce(standing.is_stale and standing.newest_path = file.path, false)
        as is_stood_in_for,
    fault.message_vi,
from core.file as file
cross join reference.office as office
cross join core.said as said
left join fault using (receipt_id)
left join core.standing as standing on standing.unit_id = file.unit_id and standing.period_id = file.period_id
left join core.unit_of_period as spanned
    on spanned.unit_id = file.unit_id and spanned.period_id is not distinct from file.period_id
left join marts.unit as unit on unit.unit_version_id = coalesce(spanned.unit_version_id, '-')
left join reference.period as period on period.period_id = file.period_id
left join reference.word as outcome on outcome.list_id = 'file_outcome' and outcome.code = file.outcome
