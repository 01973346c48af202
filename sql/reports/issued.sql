-- description: Who issues what is made from a release: its office, the release and its instant, and the office's day.
select office.name_vi, release.release_id, release.code_version, run.office_on,
from reference.office as office
cross join reference.run as run
left join marts.release as release on release.frozen_label is null
