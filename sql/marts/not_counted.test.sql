-- No file that gave no return and no return that does not count is left out.
select
    path,
from marts.file
where is_latest and not is_withdrawn and outcome in ('refused', 'unrecognised') and path not in (select path from marts.not_counted)
union all
select
    path,
from marts.return_revision
where status in ('rejected', 'held') and not is_superseded and path not in (select path from marts.not_counted)
