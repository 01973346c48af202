-- description: Forget what these were made from, so that they are made again.
delete from notes.made where list_contains($names::text[], name)
