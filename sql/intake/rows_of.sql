-- description: How many rows a table has of some contents, and the sum of their hashes.
select count(*) as row_count, coalesce(sum(hash(landed)::hugeint), 0) as hashes
from query_table($table) as landed
where file_sha256 in (select unnest($contents))
