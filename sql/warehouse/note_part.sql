-- description: Note what each part of a table holds: of table part_now.
insert into notes.part select $table, $keys, $content, part, held from part_now
