-- description: Columns of a public table, each by the name under which the office asks for it.
select column_name, coalesce(view_column, column_name) as name
from marts.dictionary_column
where table_name = $table_name
