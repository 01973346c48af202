-- description: Tables and columns of the open database of which nothing is said.
select schema_name || '.' || table_name || '.' || column_name as name
from duckdb_columns()
where not internal and comment is null
union all
select schema_name || '.' || table_name as name
from duckdb_tables()
where not internal and comment is null
