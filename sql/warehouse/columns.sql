-- description: Every table of the open database with its columns, their types and what is said of them, in their order.
select schema_name || '.' || table_name as "table", column_name as "column", data_type, comment
from duckdb_columns()
semi join duckdb_tables() using (database_name, schema_name, table_name)
where database_name = current_database() and not internal
order by 1, column_index
