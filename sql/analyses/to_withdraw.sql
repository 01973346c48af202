-- Returns in force, newest first, as lines for raw/reference/withdrawal.csv (its first four columns): to take back one that came by
-- mistake, paste its line, write why, who decided and on which day. From the next run on the revision before it stands again.
select file_sha256, null as reason_vi, null as withdrawn_by, null as withdrawn_on,
    unit_name_vi, period_id, revision, status_vi, received_at, path
from marts.return_revision
where is_in_force
order by received_at desc, unit_version_id
