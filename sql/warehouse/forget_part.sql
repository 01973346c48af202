-- description: Forget what each part of a table held, by these columns.
delete from notes.part where name = $table and keys = $keys
