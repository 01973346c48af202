-- description: Put into row_differing the rows, by their hash, that row_new has more or less often than row_old.
create or replace temp table row_differing as
with made as (
    select row_hash, count(*) as copies from row_new group by row_hash
),

held as (
    select row_hash, count(*) as copies from row_old group by row_hash
)

select row_hash
from made
full join held using (row_hash)
where made.copies is distinct from held.copies
