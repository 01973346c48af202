-- description: Note which parts of a table differ between two contents: of table row_moved.
insert into notes.moved
select $table, (select coalesce(max(number), 0) + 1 from notes.moved), $before, $after, $keys, part
from row_moved
