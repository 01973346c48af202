-- description: Keep texts by what they were made from.
insert into notes.text select unnest($made_from), unnest($texts)
