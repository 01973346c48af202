-- description: Units, periods and years that the folders and the file name of each path name, a member of a .zip as a file in it, by code or by name, as whole words.
-- grain: one row per path, part of it, and unit, period or year named there
-- column path: file below raw/returns; for a member of a .zip that could not be read the .zip and the member
-- column depth: place of the folder or the file name in the path, from 1; the file name is the last
-- column unit_id: unit named; null for a period and a year
-- column period_id: period named, also one that the register does not hold; null for a unit and a year
-- column year: calendar year that stands alone, neither in a date nor after 'số', 'mẫu' or a month; null for a unit and a period
-- column is_first: whether the part begins with it
with file as (
    select path from raw.receipt
    union
    select path from raw.unreceived
    union
    select receipt.path || '/' || finding.received as path
    from raw.receipt as receipt
    join raw.reader_fault as finding using (file_sha256)
    where finding.fault = 'unreadable_member'
    union
    select path from staging.stated
),

part as (
    select
        path,
        unnest(string_split(path, '/')) as text,
        generate_subscripts(string_split(path, '/'), 1) as depth,
    from file
),

worded as (
    select
        path,
        depth,
        ' ' || plain_words(text) || ' ' as words,
    from part
),

-- A folder that is a year alone belongs to the part of it below: 2021/H1.
dated as (
    select
        worded.*,
        lag(words) over (partition by path order by depth) as words_above,
        if(left(words_above, -6) in ('', said.year_word), regexp_extract(words_above, ' ([0-9]{4}) $', 1), '') as above,
        ' ' || above || words || above || ' ' as dated_words,
        said.year_word, said.before_year,
    from worded
    cross join staging.path_phrase as said
),

-- A spelling can only stand where its last word does: each word is looked up, for every spelling in every path takes the
-- square of the number of units.
looked_up as (
    select
        *,
        unnest(list_distinct(string_split(dated_words, ' '))) as last_word,
    from dated
)

select
    looked_up.path, looked_up.depth,
    spelling.unit_id, spelling.period_id, spelling.year,
    bool_or(starts_with(looked_up.words, spelling.words)) as is_first,
from looked_up
join staging.spelling as spelling
    on looked_up.last_word = regexp_extract(spelling.words, '([^ ]*) $', 1)
    and contains(if(spelling.period_id is null, looked_up.words, looked_up.dated_words), spelling.words)
-- Patterns made of a spelling are looked for only where they decide: each is read anew for every row.
where case
    when spelling.year is not null then
        regexp_matches(looked_up.words, '(^|[a-z][0-9]*)' || spelling.words || '([0-9] )?($|[a-z]|[0-9]+[a-z])')
        and not regexp_matches(looked_up.words, ' (' || before_year || ')(' || year_word || ')?' || spelling.words)
    -- '2025-09-15' is a day, and not the month with which it begins.
    when regexp_matches(spelling.words, '^ [0-9]{4} [0-9]{1,2} $') then
        not regexp_matches(looked_up.words, spelling.words || '[0-9]{1,2} ')
    else true
end
group by all
