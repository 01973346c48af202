-- description: Whether the open database has a table: one row, or none.
select table_name
from duckdb_tables()
where database_name = current_database() and schema_name = $schema and table_name = $table
