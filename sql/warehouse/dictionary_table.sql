-- description: Fill marts.dictionary_table: what the comments of the open database say, the office's names, and what each is made from.
insert into marts.dictionary_table
with described as (
    select
        *,
        schema_name || '.' || table_name as full_name,
    from duckdb_tables()
    where database_name = current_database() and not internal
)

select
    described.full_name as table_name,
    named.name_vi,
    named.about_vi,
    office.language || '.' || named.identifier as view_name,
    regexp_replace(described.comment, ' Grain: .*$', '') as description,
    regexp_extract(described.comment, ' Grain: (.*)\.$', 1) as grain,
    coalesce(table_read.made_from, []) as made_from,
from described
cross join reference.office as office
left join reference.dictionary as named
    on described.schema_name = 'marts' and named.table_name = described.table_name and named.column_name is null
left join table_read on table_read.table_name = described.full_name
order by described.full_name
