-- description: Views under the office's names: of which table, with its columns as [column, name], in their order.
select
    "table".table_name,
    "table".view_name,
    coalesce("table".about_vi, "table".description) as description,
    list([column_name, view_column] order by place) as columns,
from marts.dictionary_table as "table"
join marts.dictionary_column as "column" using (table_name)
where "table".view_name is not null
group by all
order by "table".table_name
