-- description: Drop what other code noted of tables kept by parts, whatever columns it noted it in.
drop table if exists notes.read;
drop table if exists notes.moved;
drop table if exists notes.part;
