-- description: What is noted of tables kept by parts: read, which content of its inputs a table was made from; moved, which parts of an input differ between one content and the next; part, what each part of an input holds that Python fills.
create table if not exists notes.read (name text, input text, content text);
create table if not exists notes.moved (
    name text, number bigint, content_before text, content_after text, keys text, part text[]
);
create table if not exists notes.part (name text, keys text, content text, part text[], held text);
