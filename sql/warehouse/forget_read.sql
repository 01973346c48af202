-- description: Forget which content of its inputs a table was made from; only of these, where 'inputs' are given.
delete from notes.read where name = $table and ($inputs::text[] is null or list_contains($inputs::text[], input))
