-- description: Which content of its inputs a table was made from.
select input, content from notes.read where name = $table
