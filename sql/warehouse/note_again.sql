-- description: Note of a name of which something is noted what it was made from now.
update notes.made set code = $code, key = $key, content = $content, since = $since where name = $name
