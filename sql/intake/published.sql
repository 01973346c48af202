-- description: What a release says of itself, and how much of each journal it was made from.
select
    made.release_id,
    run.run_at,
    made.released_at as published_at,
    made.code_version,
    (select count(*) from raw.receipt) as receipt_count,
    (select count(*) from reference.register_state) as state_count,
    (select count(*) from reference.frozen_release) as freeze_count,
    (select count(*) from quality.return_validation) as judged_count,
    (select count(*) from reference.reminder) as reminder_count,
from marts.release as made
cross join reference.run as run
where made.frozen_label is null
