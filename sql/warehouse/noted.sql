-- description: What everything was made from, what came out, and since when.
select name, key, content, since from notes.made
