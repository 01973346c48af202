-- description: Every return received, revision by revision, and where it stands, with instants; sql/analyses/to_withdraw.sql tells how to take one back.
-- grain: one row per unit, period and revision
-- column revision_id: unit, period and revision, e.g. 'TC01-2020H2-r1'
-- column of_return_id: unit and period: return_id of marts.return, which has one row for all its revisions
-- column unit_version_id: unit as it was on the last day of the period: key of marts.unit, where unit_id stands
-- column unit_name_vi: its name then
-- column period_id: period
-- column period_vi: its name
-- column revision: number of the revision
-- column path: file below raw/returns
-- column file_sha256: content of the file: what register withdrawal names to take the return back
-- column status: what became of it, also where a later one replaced it: accepted, accepted_with_warnings (some are still to be explained), rejected, held or withdrawn
-- column status_vi: its name, and that a later one replaced it
-- column is_superseded: whether a later revision replaced it, so that nobody has to act on it
-- column is_in_force: whether its figures count now
-- column error_count: findings that reject or hold it
-- column open_warning_count: warnings, also of rules over time, that nobody explained to the steward's satisfaction; 0 once it is superseded
-- column received_at: instant at which it came (UTC), as the book of incoming files tells, else as it was landed
-- column validated_at: instant at which its content was last judged by rules that had changed, or for the first time (UTC)
-- column validation_count: how often its content was judged as a return of this unit and period: once more whenever a rule, range or line that concerns it changes
-- column superseded_at: instant at which the revision that replaced it came (UTC); null while none did
-- A revision has another number where the order changes, and was judged as the content that it is.
with judged as (
    select
        regexp_replace(return_id, '-r\d+$', '') as of_return_id, file_sha256, rules_version,
        min(validated_at) as validated_at,
    from quality.return_validation
    group by all
),

checked as (
    select of_return_id, file_sha256, max(validated_at) as validated_at, count(*) as validation_count
    from judged
    group by all
),

warned as (
    select found.return_id, count(*) as open_warning_count
    from core.finding as found
    left join core.finding_answer as answer using (finding_id)
    where found.severity = 'warning' and answer.override_status is distinct from 'accepted'
    group by found.return_id
),

followed as (
    select
        returned.*,
        -- An accepted return yields to the next accepted one, another one to whatever comes next and still counts.
        case
            when status = 'accepted' then known_to_at
            when status <> 'withdrawn' then lead(received_at) over later
        end as superseded_at,
        superseded_at is not null as is_superseded,
        if(is_superseded, 0, coalesce(warned.open_warning_count, 0)) as open_warning_count,
        if(status = 'accepted' and not is_superseded and warned.open_warning_count > 0, 'accepted_with_warnings', status)
            as outcome,
    from core.return as returned
    left join warned using (return_id)
    window later as (partition by unit_id, period_id, status = 'withdrawn' order by revision)
)

select
    followed.return_id as revision_id,
    followed.unit_id || '-' || followed.period_id as of_return_id,
    unit.unit_version_id, unit.unit_name_vi,
    followed.period_id, period.label_vi as period_vi,
    followed.revision,
    followed.path, followed.file_sha256,
    followed.outcome as status,
    concat_ws(', ', status.label_vi, replaced.label_vi) as status_vi,
    followed.is_superseded,
    followed.is_in_force,
    followed.error_count,
    followed.open_warning_count,
    followed.received_at,
    checked.validated_at,
    coalesce(checked.validation_count, 0) as validation_count,
    followed.superseded_at,
from followed
join core.unit_of_period as unit using (unit_id, period_id)
join reference.period as period using (period_id)
left join checked
    on checked.of_return_id = followed.unit_id || '-' || followed.period_id and checked.file_sha256 = followed.file_sha256
left join reference.word as status on status.list_id = 'revision_status' and status.code = followed.outcome
left join reference.word as replaced
    on replaced.list_id = 'revision_status' and replaced.code = 'superseded' and followed.is_superseded
