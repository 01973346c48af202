-- Whose returns would decide what cannot yet be said at the end of the term: here, behind T4, those that leave most open first.
select decisive_rank, decisive.unit_name_vi, decisive.period_vi, unknown_pct, is_decisive_alone, returned.status_vi
from marts.decisive_return as decisive
join marts.return as returned using (return_id)
where target_version_id = 'T4/congress' and cutoff_period_id = '2025H1'
order by decisive_rank
