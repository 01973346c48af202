-- description: Steps in which a table came to its content, as far as which of its parts differ was told, the last one first.
select distinct number, content_before, content_after, keys from notes.moved where name = $table order by number desc
