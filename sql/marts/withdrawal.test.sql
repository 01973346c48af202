-- Nothing that was taken back counts, and every line of the register is told.
select
    return_id,
    stands_id,
from marts.withdrawal
where return_id = stands_id
union all
select
    file_sha256 as return_id,
    null as stands_id,
from reference.withdrawal
where not exists (
    select 1
    from marts.withdrawal as told
    where starts_with(told.file_sha256, reference.withdrawal.file_sha256)
)
