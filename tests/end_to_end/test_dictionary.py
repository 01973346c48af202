"""The dictionary of the published file, and its marts under the office's names."""

import html
import io
import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from pipelines.definitions import behind, columns, models
from pipelines.language.notation import format_number
from pipelines.reports.greeting import EXAMPLES, greeting
from pipelines.warehouse.dictionary import mart_columns
from tests.conftest import Installation


@pytest.fixture(scope="module")
def published_file(one_period: Installation) -> Iterator[Installation]:
    with one_period.opened() as opened:
        yield opened


def test_every_table_and_column_of_the_file_stands_in_it_as_its_contract_says(published_file: Installation) -> None:
    tables = published_file.query(
        "select schema_name || '.' || table_name as name from duckdb_tables() where not internal order by name"
    )
    listed = {name: row for name, *row in published_file.query("from marts.dictionary_table")}
    assert sorted(listed) == [name for (name,) in tables]
    for name, model in models.items():
        if name in listed:
            assert listed[name][3:] == [model.table.description, model.table.grain, sorted(model.dependencies)], name
    found: dict[str, dict[str, tuple[str, list[str]]]] = {}
    for name, column, about, sources in published_file.query(
        "select table_name, column_name, description, sources from marts.dictionary_column order by table_name, place"
    ):
        found.setdefault(name, {})[column] = about, sources
    assert found.keys() == listed.keys()
    for name, model in models.items():
        if name in listed:
            assert found[name] == {
                column: (about, [f"{table}.{source}" for table, source in behind[name][column]])
                for column, (_, about) in model.table.columns.items()
            }
    assert all(list(found[name]) == listed_columns for name, listed_columns in columns.items() if name in found)


def test_every_mart_has_a_view_under_the_offices_name_with_its_rows_and_a_name_for_each_column(
    published_file: Installation,
) -> None:
    marts = published_file.query(
        "select table_name, view_name, about_vi from marts.dictionary_table where table_name like 'marts.%' order by all"
    )
    views = published_file.query(
        "select schema_name || '.' || view_name, comment from duckdb_views() where not internal order by all"
    )
    assert sorted((view, about) for _, view, about in marts) == views
    for mart, view, _ in marts:
        named = published_file.query(
            "select column_name, view_column from marts.dictionary_column "
            f"where table_name = '{mart}' and name_vi is not null order by place"
        )
        assert len(named) == len(published_file.query(f"describe {mart}")), mart
        # No name needs quotes, and each shows the column that it names.
        own, shown = (", ".join(names) for names in zip(*named, strict=True))
        assert not published_file.query(f"(select {own} from {mart} except all select {shown} from {view}) limit 1"), mart
        ((rows, of_view),) = published_file.query(f"select (select count(*) from {mart}), (select count(*) from {view})")
        assert rows == of_view, mart


def test_a_figure_is_asked_for_in_vietnamese_as_in_english(published_file: Installation) -> None:
    in_vietnamese = """
        select đơn_vị.loại_đơn_vị, sum(số_liệu.số_phát_sinh)
        from vi.số_liệu join vi.đơn_vị using (mã_đơn_vị)
        where số_liệu.mã_chỉ_tiêu = 'members_admitted' group by all order by all
    """
    in_english = """
        select unit.kind_vi, sum(observation.value)
        from marts.observation join marts.unit using (unit_version_id)
        where observation.indicator_id = 'members_admitted' group by all order by all
    """
    found = published_file.query(in_vietnamese)
    assert found == published_file.query(in_english)
    assert sum(count or 0 for _, count in found) > 0


def test_the_shell_greets_with_the_release_its_tables_and_queries_that_run(published_file: Installation) -> None:
    console = Console(width=200, file=io.StringIO(), highlight=False)
    assert published_file.open_file
    console.print(greeting(published_file.open_file, ZoneInfo("Asia/Ho_Chi_Minh")))
    assert isinstance(console.file, io.StringIO)
    said = console.file.getvalue()
    assert published_file.query("select release_id from marts.release")[0][0] in said
    for mart, view, about in published_file.query(
        "select table_name, view_name, about_vi from marts.dictionary_table where table_name like 'marts.%'"
    ):
        ((count,),) = published_file.query(f"select count(*) from {mart}")
        (line,) = [line for line in said.splitlines() if line.startswith(f"{view} ")]
        assert line.split()[1] == format_number(count)
        assert about[:60] in line
    asked = [line for line in said.splitlines() if line.startswith("select ")]
    assert len(asked) == len(EXAMPLES)
    assert all(published_file.query(query) for query in asked)


def test_the_page_shows_every_public_table_and_column_with_what_lies_behind_it(published_file: Installation) -> None:
    page = (published_file.root / "warehouse" / "reports" / "dictionary.html").read_text(encoding="utf-8")
    said = [
        [html.unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in re.findall(r"<td.*?>(.*?)</td>", row, re.DOTALL)]
        for row in re.findall(r"<tr.*?>(.*?)</tr>", page, re.DOTALL)
    ]
    columns_of_marts = published_file.query(
        "select name_vi || if(view_column = column_name, '', view_column) || column_name, data_type, description, "
        "coalesce(nullif(array_to_string(sources, ', '), ''), '—') from marts.dictionary_column where name_vi is not null"
    )
    assert sorted(tuple(row[1:]) for row in said if len(row) == 5) == sorted(columns_of_marts)
    rows = {row[0].rpartition("marts.")[2]: row[1] for row in said if len(row) == 4}
    assert len(rows) == len(mart_columns())
    assert rows["observation"] == format_number(published_file.query("select count(*) from marts.observation")[0][0])
