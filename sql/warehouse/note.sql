-- description: Note of a name for the first time what it was made from.
insert into notes.made values ($name, $code, $key, $content, $since)
