-- description: Each content of which anything was landed, with the hash of all its rows, whatever their order.
with landed_row as (
    select file_sha256, hash('raw.file', t) as row_hash from (select * exclude (rows_hash) from raw.file) as t
    union all
    select file_sha256, hash('raw.return', t) as row_hash from raw.return as t
    union all
    select file_sha256, hash('raw.cell', t) as row_hash from raw.cell as t
    union all
    select file_sha256, hash('raw.entry', t) as row_hash from raw.entry as t
    union all
    select file_sha256, hash('raw.reader_fault', t) as row_hash from raw.reader_fault as t
    union all
    select file_sha256, hash('raw.explanation', t) as row_hash from raw.explanation as t
)

select file_sha256, sum(row_hash::hugeint)::varchar as rows_hash
from landed_row
group by file_sha256
