-- description: The returns that would decide each target of which it cannot yet be said at a cut-off, the first of them, and how many there are.
select
    target_version_id, cutoff_period_id, unit_name_vi, period_vi,
    count(*) over (partition by target_version_id, cutoff_period_id) as return_count,
from marts.decisive_return
qualify decisive_rank <= $most
order by target_version_id, cutoff_period_id, decisive_rank
