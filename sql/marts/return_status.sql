-- description: Every return received and where it stands, with instants; sql/analyses/to_withdraw.sql tells how to take one back.
-- grain: one row per unit, period and revision
-- column return_id: unit, period and revision
-- column unit_id: reporting unit
-- column period_id: half-year
-- column revision: number of the revision
-- column path: file below raw/returns
-- column file_sha256: content of the file: what register withdrawal names to take the return back
-- column status: accepted, accepted_with_warnings (some are still to be explained), rejected, held, withdrawn, or superseded by a later revision
-- column is_in_force: whether its figures count now
-- column error_count: findings that reject or hold it
-- column open_warning_count: warnings, also of rules over time, that nobody explained to the steward's satisfaction
-- column received_at: instant of receipt (UTC)
-- column checked_at: instant at which it was last judged by rules that had changed, or for the first time (UTC)
-- column check_count: how often it was judged: once more whenever a rule, range or line that concerns it changes
-- column superseded_at: instant at which the revision that replaced it came (UTC); null while none did
with checked as (
    select
        return_id,
        max(checked_at) as checked_at,
        count(*) as check_count,
    from quality.return_check
    group by return_id
),

warned as (
    select
        return_id,
        count(*) as open_warning_count,
    from marts.finding
    where severity = 'warning' and override_status is distinct from 'accepted'
    group by return_id
),

followed as (
    select
        *,
        -- An accepted return yields to the next accepted one, another one to whatever comes next and still counts.
        case
            when status = 'accepted' then known_to_at
            when status <> 'withdrawn' then lead(received_at) over later
        end as superseded_at,
    from core.return
    window later as (partition by unit_id, period_id, status = 'withdrawn' order by revision)
)

select
    followed.return_id,
    followed.unit_id,
    followed.period_id,
    followed.revision,
    followed.path,
    followed.file_sha256,
    case
        when followed.superseded_at is not null then 'superseded'
        when followed.status = 'accepted' and warned.open_warning_count > 0 then 'accepted_with_warnings'
        else followed.status
    end as status,
    followed.is_in_force,
    followed.error_count,
    coalesce(warned.open_warning_count, 0) as open_warning_count,
    followed.received_at,
    checked.checked_at,
    coalesce(checked.check_count, 0) as check_count,
    followed.superseded_at,
from followed
left join checked using (return_id)
left join warned using (return_id)
