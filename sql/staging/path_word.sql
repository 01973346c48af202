-- description: Units and periods that the folders and the file name of each path name, a member of a .zip as a file in it, by code or by name, as whole words.
-- grain: one row per path, part of it, and unit or period named there
-- column path: file below raw/returns; for a member of a .zip that could not be read the .zip and the member
-- column part: folder or file name
-- column unit_id: unit named; null for a period
-- column period_id: period named; null for a unit
-- column is_first: whether the part begins with it
with file as (
    select path from raw.receipt
    union
    select path from raw.unreceived
    union
    select receipt.path || '/' || finding.received as path
    from raw.receipt as receipt
    join raw.finding as finding using (file_sha256)
    where finding.fault = 'unreadable_member'
),

part as (
    select distinct
        path,
        unnest(string_split(path, '/')) as part,
    from file
),

name as (
    select unit_id, null as period_id, unit_id as name from reference.unit
    union
    select unit_id, null as period_id, name_vi as name from reference.unit
    union
    select unit_id, null as period_id, alias_vi as name from reference.unit_alias
    union
    select null as unit_id, period_id, period_id as name from reference.period
    union
    select null as unit_id, period_id, label_vi as name from reference.period
),

-- Words without case, accents and punctuation, with a blank on either side: ' tc01 2020h2 xlsx '.
worded as (
    select distinct
        part,
        ' ' || trim(regexp_replace(replace(strip_accents(lower(part)), 'đ', 'd'), '[^a-z0-9]+', ' ', 'g')) || ' ' as words,
    from part
),

named as (
    select
        unit_id,
        period_id,
        ' ' || trim(regexp_replace(replace(strip_accents(lower(name)), 'đ', 'd'), '[^a-z0-9]+', ' ', 'g')) || ' ' as words,
    from name
)

select
    part.path,
    part.part,
    named.unit_id,
    named.period_id,
    bool_or(starts_with(worded.words, named.words)) as is_first,
from part
join worded using (part)
join named on contains(worded.words, named.words)
group by part.path, part.part, named.unit_id, named.period_id
