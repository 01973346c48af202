-- description: Format of the build file, how many of its blocks lie free, and what waits in its log.
select tags['storage_version'] as storage_version, free_blocks, total_blocks, wal_size
from duckdb_databases()
join pragma_database_size() using (database_name)
where database_name = 'build'
