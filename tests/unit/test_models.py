"""SQL files as models: what is read from them, and what is refused."""

import re
from functools import cache
from pathlib import Path

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from pipelines import lineage, models
from pipelines.definitions import behind, columns
from pipelines.definitions import models as shipped
from pipelines.errors import ModelError, SqlTestError
from pipelines.folders import SQL
from pipelines.lineage import Lineages, column_lineage, models_with_lineage
from pipelines.tables import Table
from pipelines.warehouse import code_version

LINES = 60


def given(name: str, *columns: str) -> Table:
    return Table(name, "given", "one row per thing", dict.fromkeys(columns, ("INTEGER", "a column")))


def write(folder: Path, name: str, sql: str, columns: str = "a") -> None:
    header = "-- description: d\n-- grain: g\n" + "".join(f"-- column {column}: c\n" for column in columns.split())
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(header + sql, encoding="utf-8")


TABLES = [given("raw.cell", "a", "b"), given("reference.unit", "a")]


def load(folder: Path) -> dict[str, models.Model]:
    return models.load_models(folder, TABLES)


def test_dependencies_are_the_tables_read_and_not_the_ctes(tmp_path: Path) -> None:
    write(
        tmp_path,
        "staging/one.sql",
        "with cell as (select * from raw.cell) select cell.a from cell join reference.unit as u using (a)",
    )
    assert load(tmp_path)["staging.one"].dependencies == ("raw.cell", "reference.unit")


def test_models_come_in_an_order_in_which_they_can_be_built(tmp_path: Path) -> None:
    write(tmp_path, "marts/b.sql", "select a from core.z")
    write(tmp_path, "core/z.sql", "select a from staging.m")
    write(tmp_path, "staging/m.sql", "select a from raw.cell")
    assert list(load(tmp_path)) == ["staging.m", "core.z", "marts.b"]


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("select c.aa as a from raw.cell as c", "'aa'. Did you mean 'a'?"),
        ("select cell.a from raw.cell as cell join reference.unit as u using (b)", "'b'"),
        ("select a from (select unit.x as a from reference.unit) as t", "'x'"),
    ],
)
def test_a_column_that_no_table_has_is_told_with_its_file_before_anything_runs(tmp_path: Path, sql: str, says: str) -> None:
    write(tmp_path, "staging/one.sql", sql)
    with pytest.raises(ModelError, match=r"^sql/staging/one\.sql: unknown column (.|\n)*Remedy: name a column") as refused:
        column_lineage(load(tmp_path)["staging.one"], {"raw.cell": ["a", "b"], "reference.unit": ["a"]})
    assert says in refused.value.what


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("select c as a from raw.cell", 'Referenced column "c" not found'),
        ("select a from raw.cell where plus_one(a) > 1", "plus_one does not exist"),
    ],
)
def test_what_only_duckdb_knows_to_be_missing_is_told_with_the_models_file(
    tmp_path: Path, database: duckdb.DuckDBPyConnection, sql: str, says: str
) -> None:
    write(tmp_path, "staging/one.sql", sql)
    database.execute("create schema raw; create schema staging; create table raw.cell (a integer, b integer)")
    with pytest.raises(ModelError) as refused:
        models.build(database, load(tmp_path)["staging.one"])
    assert refused.value.where == "sql/staging/one.sql"
    assert says in refused.value.what
    assert "\n" not in refused.value.what


def test_lineage_follows_a_column_through_ctes_to_the_tables_behind(tmp_path: Path) -> None:
    write(
        tmp_path,
        "staging/one.sql",
        "with cell as (select * from raw.cell), added as (select a + b as total, a from cell) select total, a from added",
        "total a",
    )
    model = load(tmp_path)["staging.one"]
    found = column_lineage(model, {"raw.cell": ["a", "b"]})
    assert found == {"total": [("raw.cell", "a"), ("raw.cell", "b")], "a": [("raw.cell", "a")]}


@pytest.mark.parametrize(
    ("name", "sql", "columns", "says"),
    [
        ("staging/one.sql", "select a from raw.cel", "a", "Did you mean 'raw.cell'?"),
        ("staging/one.sql", "select a from cel", "a", "unknown table 'cel'"),
        ("marts/one.sql", "select a from raw.cell", "a", "'marts.one' must not read 'raw.cell'"),
        ("staging/one.sql", "select a, b from raw.cell", "a", "undocumented: b"),
        ("staging/one.sql", "select a from raw.cell", "a b", "documented but not selected: b"),
        ("staging/one.sql", "delete from raw.cell", "a", "not a select"),
        ("staging/one.sql", "select a from from raw.cell where (", "a", "not readable as SQL"),
        ("staging/one.sql", "select a from staging.one", "a", "read one another in a circle"),
        ("staging/one.sql", "-- kept by: b\nselect a from raw.cell", "a", "kept by 'b', which is no column"),
        ("staging/one.sql", "-- reaches: raw.cell\nselect a from raw.cell", "a", "what it reaches: 'raw.cell'"),
        ("staging/one.sql", "-- kept by: a\n-- reaches: raw.cell by raw.link (b)\nselect a from raw.cell", "a", "reaches"),
        ("staging/one.sql", "-- reaches: raw.cell by raw.cell (b)\nselect a from raw.cell", "a", "what it reaches"),
    ],
)
def test_a_model_that_cannot_be_right_is_refused_with_its_file(
    tmp_path: Path, name: str, sql: str, columns: str, says: str
) -> None:
    write(tmp_path, name, sql, columns)
    with pytest.raises(ModelError) as caught:
        load(tmp_path)
    assert says in str(caught.value)
    assert "Remedy:" in str(caught.value)


def test_a_model_without_a_header_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "staging" / "one.sql"
    path.parent.mkdir()
    path.write_text("select a from raw.cell", encoding="utf-8")
    with pytest.raises(ModelError, match="the header has no '-- description"):
        load(tmp_path)


def test_a_test_beside_no_model_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "staging/one.sql", "select a from raw.cell")
    (tmp_path / "staging" / "other.test.sql").write_text("-- Holds.\nselect 1", encoding="utf-8")
    with pytest.raises(ModelError, match=r"stands beside no model 'staging\.other'"):
        load(tmp_path)


def test_a_built_model_is_commented_and_its_test_returns_the_wrong_rows(tmp_path: Path) -> None:
    write(tmp_path, "staging/one.sql", "select a from raw.cell")
    (tmp_path / "staging" / "one.test.sql").write_text(
        "-- No row is negative.\nselect a from staging.one where a < 0", encoding="utf-8"
    )
    model = load(tmp_path)["staging.one"]
    with duckdb.connect() as db:
        db.execute("create schema raw; create schema staging; create table raw.cell as select -1 as a, 2 as b")
        models.build(db, model)
        comment = db.execute("select comment from duckdb_columns() where schema_name = 'staging'").fetchall()
        wrong = models.run_test(db, model.tests[0])
    assert comment == [("c",)]
    assert wrong == [{"a": -1}]
    with pytest.raises(SqlTestError, match=r"No row is negative.*first: \{'a': -1\}"):
        models.require(model.tests[0], model, wrong)


@pytest.fixture(scope="module")
def lines_of() -> dict[str, list[str]]:
    """Lines of each shipped model, but for comments."""
    texts = {name: (SQL / f"{name.replace('.', '/')}.sql").read_text(encoding="utf-8") for name in shipped}
    return {name: [line for line in text.splitlines() if not line.lstrip().startswith("--")] for name, text in texts.items()}


def test_a_shipped_model_is_short_and_stays_in_the_style(lines_of: dict[str, list[str]]) -> None:
    assert {name for name, lines in lines_of.items() if len([line for line in lines if line.strip()]) > LINES} == set()
    assert [(name, line) for name, lines in lines_of.items() for line in lines if len(line) > 128] == []


def test_states_that_say_nothing_are_listed_alike_in_every_model(lines_of: dict[str, list[str]]) -> None:
    nothing = {"'blank'", "'no_data'", "'unreadable'"}
    found = [
        (name, states)
        for name, lines in lines_of.items()
        for states in re.findall(r"[(\[]('[a-z_]+'(?:, '[a-z_]+')+)[)\]]", "\n".join(lines))
    ]
    assert [(name, states) for name, states in found if len(nothing & set(states.split(", "))) not in (0, 3)] == []


@cache
def upstream(name: str) -> set[str]:
    return {name}.union(*(upstream(read) for read in shipped[name].dependencies if read in shipped))


def test_a_test_reads_nothing_that_may_be_built_after_its_model() -> None:
    for name, test in [(name, test) for name, model in shipped.items() for test in model.tests]:
        tables = sqlglot.parse_one(test.sql, dialect="duckdb").find_all(exp.Table)
        read = {f"{table.db}.{table.name}" for table in tables if table.db}
        assert read & shipped.keys() <= upstream(name), test.name


def test_every_column_of_every_mart_has_a_source() -> None:
    assert {name: set(of_model) for name, of_model in behind.items()} == {
        name: set(model.table.columns) for name, model in shipped.items()
    }


@pytest.mark.parametrize(
    "kept",
    ["", "[]", '{"code": "other", "models": {}}', '{"models": 7}', "{", '{"code": "CODE", "models": {"staging.one": 7}}'],
)
def test_lineage_is_worked_out_anew_where_none_of_this_code_is_kept(
    tmp_path: Path, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "sql", "staging/one.sql", "select b as a, a as c from raw.cell join reference.unit using (a)", "c a")

    def made(folder: Path) -> tuple[dict[str, models.Model], Lineages]:
        return models_with_lineage(tmp_path / "sql", TABLES, folder)

    expected = {"staging.one": {"a": [("raw.cell", "b")], "c": [("raw.cell", "a"), ("reference.unit", "a")]}}
    (tmp_path / "lineage.json").write_text(kept.replace("CODE", code_version()))
    first = made(tmp_path)
    assert first == (load(tmp_path / "sql"), expected)
    with monkeypatch.context() as patch:
        patch.setattr(sqlglot, "parse_one", None)
        patch.setattr(lineage, "column_lineage", None)
        assert made(tmp_path) == first, "kept the second time, and nothing parsed"
    assert list(made(tmp_path)[0]["staging.one"].table.columns) == ["a", "c"], "in the order of the select"
    (tmp_path / "a file").touch()
    assert made(tmp_path / "a file") == first


def test_a_table_that_is_kept_by_parts_takes_its_part_from_that_of_its_inputs() -> None:
    """The unit that a figure is about is not always the one whose return tells it: such a table is kept by return."""
    for name, model in shipped.items():
        reached = {reach.table for reach in model.reaches}
        in_parts = {table for table in set(model.dependencies) - reached if set(model.kept_by) <= set(columns[table])}
        taken = {(table, column): own for own in model.kept_by for table, column in behind[name][own] if table in in_parts}
        assert {(table, column) for (table, column), own in taken.items() if column != own} == set(), name
