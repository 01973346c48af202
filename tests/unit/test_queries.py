"""SQL lives in `sql/`: models by layer, and the questions of a room in `sql/<room>/`."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from pipelines.definitions import models, python_tables
from pipelines.folders import PROJECT, SQL
from pipelines.intake.contracts import READ_TABLES
from pipelines.models import READS
from pipelines.warehouse.dictionary import COLUMN, TABLE
from pipelines.warehouse.signature import RELEASE

ENGINE = ("pipelines/models.py", "pipelines/tables.py", "pipelines/warehouse/")
"""What makes, fills, copies and compares tables whatever they are called: its SQL is about none of them."""
BEGINS = re.compile(r"\s*(select|with|from|insert|update|delete|create)\b\s", re.IGNORECASE)
CLAUSE = re.compile(r"\b(where|join|group by|order by|having|qualify|union|set)\b", re.IGNORECASE)
NOTES = frozenset(
    re.findall(
        r"create table if not exists (notes\.\w+)",
        "".join(path.read_text(encoding="utf-8") for path in (SQL / "warehouse").glob("notes*.sql")),
    )
)
"""What a build keeps of how its tables were made."""
QUERIES = sorted(path for path in SQL.rglob("*.sql") if path.parent.name not in (*READS, "analyses"))
"""Those of `quality`, which is a layer too, stand in a folder of its own."""


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Every string of a module with its line, but for docstrings; of an f-string its text, and '{}' for what it puts in."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    passed = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            passed |= {id(part) for part in node.values}
            yield node.lineno, "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed:
            yield node.lineno, node.value


def test_no_string_holds_sql_that_does_more_than_name_a_table() -> None:
    found = [
        f"{path.relative_to(PROJECT)}:{line}: {text.strip()[:80]}"
        for path in sorted((PROJECT / "pipelines").rglob("*.py"))
        if not str(path.relative_to(PROJECT)).startswith(ENGINE)
        for line, text in strings(path)
        if BEGINS.match(text) and CLAUSE.search(text)
    ]
    assert not found, "\n".join(["write it into sql/<room>/, and ask by pipelines.queries:", *found])


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: str(path.relative_to(SQL)))
def test_each_query_says_what_it_is_reads_tables_that_exist_and_is_asked_by_its_room(path: Path) -> None:
    text, name = path.read_text(encoding="utf-8"), path.relative_to(SQL).with_suffix("").as_posix()
    assert text.startswith("-- description: ")
    tables = {
        f"{table.db}.{table.name}"
        for table in sqlglot.parse_one(text, dialect="duckdb").find_all(exp.Table)
        if table.db and table.name
    }
    assert tables <= {*models, *NOTES, *(table.name for table in (*python_tables, RELEASE, TABLE, COLUMN))}
    folder = PROJECT / "pipelines" / name.partition("/")[0]
    asking = [*folder.rglob("*.py"), PROJECT / "pipelines" / "queries.py"]
    asked = re.compile(rf"""['"]({name}|{path.stem})['"]""")
    assert any(asked.search(module.read_text(encoding="utf-8")) for module in asking)


def test_a_content_is_sealed_with_all_that_was_landed_of_it() -> None:
    text = (SQL / "intake" / "landed_content.sql").read_text(encoding="utf-8")
    assert set(re.findall(r"from \(?(?:select .* from )?(raw\.\w+)", text)) == {table.name for table in READ_TABLES}
