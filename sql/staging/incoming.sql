-- description: Lines of the office's book of incoming files, each with the receipt that it is about, and whether it counts.
-- grain: one row per line of register received
-- column line_number: line of the file
-- column path: file below raw/returns, as the line names it
-- column received: when it came, as the line says
-- column came_at: the same (UTC), but not after the instant at which the file was taken in; null where it cannot be read
-- column receipt_id: receipt at that path that it is about: of that day the first from then on, else the last before; else the first of a later day; null when there is none
-- column status: used; replaced (a later line is about the same receipt); unfinished (it lacks path or instant), unreadable, ambiguous (its day may be two, which no other line decides), unknown (nothing came there since) or early (before the first day of a period that the file reports): then it says nothing
-- column starts_on: first day of the earliest period that the file reports; null when it reports none
with office as (
    select coalesce(any_value(time_zone), 'UTC') as time_zone from reference.office
),

line as (
    select *, (came_at at time zone 'UTC' at time zone time_zone)::date as came_on from reference.received cross join office
),

receipt as (
    select *, (received_at at time zone 'UTC' at time zone time_zone)::date as received_on from raw.receipt cross join office
),

reported as (
    select told.file_sha256, min(period.starts_on) as starts_on
    from raw.return as told
    join reference.period as period using (period_id)
    group by told.file_sha256
),

-- A path may hold one content after another, and a machine may take one in before the clerk writes it down.
matched as (
    select
        line.line_number, line.path, line.received_at as received, line.came_on,
        least(line.came_at, receipt.received_at) as came_at,
        receipt.receipt_id, receipt.file_sha256,
    from line
    left join receipt on nfc_normalize(receipt.path) = line.path and receipt.received_on >= line.came_on
    qualify row_number() over (
        partition by line.line_number
        order by
            receipt.received_on,
            receipt.received_at < line.came_at,
            if(receipt.received_at < line.came_at, -receipt.receipt_id, receipt.receipt_id)
    ) = 1
),

judged as (
    select
        matched.*,
        reported.starts_on,
        case
            when matched.path = '' or received = '' then 'unfinished'
            when came_at is null and regexp_matches(received, '^(0?[1-9]|1[0-2])[-/.](0?[1-9]|1[0-2])[-/.]\d{4}')
                then 'ambiguous'
            when came_at is null then 'unreadable'
            when receipt_id is null then 'unknown'
            when came_on < reported.starts_on then 'early'
            else 'used'
        end as status,
    from matched
    left join reported using (file_sha256)
)

select
    line_number, path, received, came_at, receipt_id,
    -- Of what came at a path several times between two nights the last lies there.
    if(
        status = 'used'
        and row_number() over (partition by receipt_id, status order by came_at desc, line_number desc) > 1, 'replaced', status
    ) as status,
    starts_on,
from judged
