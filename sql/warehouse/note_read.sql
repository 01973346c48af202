-- description: Note which content of some inputs a table was made from.
insert into notes.read select $table, unnest($inputs::text[]), unnest($contents::text[])
