-- description: The returns that would decide each target of which it cannot yet be said at a cut-off, the first of them, how many there are, and how many of these are overdue.
select
    decisive.target_version_id, decisive.cutoff_period_id, decisive.unit_name_vi, decisive.period_vi,
    count(*) over this_target as return_count,
    count(*) filter (returned.status = 'overdue') over this_target as overdue_count,
from marts.decisive_return as decisive
left join marts.return as returned using (return_id)
window this_target as (partition by decisive.target_version_id, decisive.cutoff_period_id)
qualify decisive.decisive_rank <= $most
order by decisive.target_version_id, decisive.cutoff_period_id, decisive.decisive_rank
