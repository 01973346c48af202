-- Revisions of a unit's return for a period are numbered from 1 without gaps.
select
    unit_id,
    period_id,
    count(*) as revision_count,
    max(revision) as last_revision,
from staging.return
group by unit_id, period_id
having count(*) <> max(revision) or min(revision) <> 1
