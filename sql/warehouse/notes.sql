-- description: The notes of a build file, which no release has: what each thing was made from, what came out, and since when; and texts that take long to make.
create schema if not exists notes;
create table if not exists notes.made (name text, code text, key text, content text, since timestamp);
create table if not exists notes.text (made_from text, said text);
