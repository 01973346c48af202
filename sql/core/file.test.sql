-- Files received = read as returns + refused + unrecognised + answers: every path is in exactly one count.
select
    path,
    min(outcome) as outcome,
from core.file
group by path
having count(*) <> 1
    or count(*) filter (where outcome in ('returns', 'refused', 'unrecognised', 'answer')) <> 1
    or count(*) filter (where (outcome = 'returns') <> (return_count > 0)) > 0
union all
select
    path,
    null as outcome,
from staging.receipt
where path not in (select path from core.file)
