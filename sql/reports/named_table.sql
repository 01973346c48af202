-- description: Public tables, each by the name under which the office asks for it, with what it says.
select
    table_name,
    coalesce(view_name, table_name) as name,
    coalesce(about_vi, description) as about,
from marts.dictionary_table
where table_name like 'marts.%'
order by table_name
