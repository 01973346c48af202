-- description: Forget which parts of inputs differ where every table that is made of one has read it as it is now: 'contents' of 'names'.
delete from notes.moved
where name not in (
    select read.input
    from notes.read as read
    join (select unnest($names::text[]) as input, unnest($contents::text[]) as content) as present using (input)
    where read.content <> present.content
)
