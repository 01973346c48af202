-- A figure of a unit changed once by a revision, from a revision before it of the same return.
select
    revision_id,
    unit_version_id,
    indicator_id,
    count(*) as row_count,
from marts.figure_change
group by revision_id, unit_version_id, indicator_id
having count(*) > 1
    or bool_or(revision_id = revision_before_id)
    or bool_or(regexp_replace(revision_id, '-r[0-9]+$', '') <> regexp_replace(revision_before_id, '-r[0-9]+$', ''))
