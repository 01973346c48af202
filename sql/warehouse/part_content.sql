-- description: Content of a table whose parts were noted by these columns; null where none was.
select any_value(content) from notes.part where name = $table and keys = $keys
