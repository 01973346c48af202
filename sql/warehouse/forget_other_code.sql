-- description: Forget what other code made: its names.
delete from notes.made where code <> $code returning name
