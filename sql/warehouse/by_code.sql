-- description: Whether this code made anything of a build: one row, or none.
select name from notes.made where code = $code limit 1
