-- description: Fill marts.dictionary_column: what the comments of the open database say, the office's names, and the columns behind each.
insert into marts.dictionary_column
with named as (
    select * from reference.dictionary where column_name is not null
),

described as (
    select
        *,
        schema_name || '.' || table_name as full_name,
        schema_name = 'marts' as is_mart,
    from duckdb_columns()
    where database_name = current_database() and not internal
)

select
    described.full_name as table_name,
    described.column_name,
    described.column_index as place,
    coalesce(own.name_vi, general.name_vi) as name_vi,
    coalesce(own.about_vi, general.about_vi) as about_vi,
    if(listed.name_vi is null, null, coalesce(own.identifier, general.identifier, described.column_name)) as view_column,
    described.data_type,
    described.comment as description,
    coalesce(column_behind.sources, []) as sources,
from described
left join named as own
    on described.is_mart and own.table_name = described.table_name and own.column_name = described.column_name
left join named as general
    on described.is_mart and general.table_name is null and general.column_name = described.column_name
left join reference.dictionary as listed
    on described.is_mart and listed.table_name = described.table_name and listed.column_name is null
left join column_behind
    on column_behind.table_name = described.full_name and column_behind.column_name = described.column_name
order by described.full_name, described.column_index
