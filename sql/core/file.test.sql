-- Files received = read as returns + refused + unrecognised + answers: every receipt is in exactly one count.
select
    receipt_id,
    min(outcome) as outcome,
from core.file
group by receipt_id
having count(*) <> 1
    or count(*) filter (where outcome in ('returns', 'refused', 'unrecognised', 'answer')) <> 1
    or count(*) filter (where (outcome = 'returns') <> (return_count > 0)) > 0
union all
select
    receipt_id,
    null as outcome,
from staging.receipt
where receipt_id not in (select receipt_id from core.file)
