-- description: Tables and columns of the open database of which nothing is said; columns of a view are those of its table.
select schema_name || '.' || table_name || '.' || column_name as name
from duckdb_columns()
semi join duckdb_tables() using (database_name, schema_name, table_name)
where not internal and comment is null
union all
select schema_name || '.' || table_name as name
from duckdb_tables()
where not internal and comment is null
