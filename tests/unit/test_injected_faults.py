"""The table of injected faults in docs/operations.md: each row is a test that is there."""

import ast
import re

import pytest

from pipelines.folders import PROJECT

TABLE = (
    (PROJECT / "docs" / "operations.md")
    .read_text(encoding="utf-8")
    .partition("\n## Injected faults\n")[2]
    .partition("\n## ")[0]
)
ROWS = [line for line in TABLE.splitlines() if line.startswith("| ")][1:]


def test_the_table_is_there() -> None:
    assert len(ROWS) > 30


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_a_row_says_what_is_seen_held_and_heals_and_names_a_test(row: str) -> None:
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert len(cells) == 5
    assert all(cells)
    named = re.fullmatch(r"`(tests/\S+\.py)::(test_\w+)`", cells[-1])
    assert named, cells[-1]
    tree = ast.parse((PROJECT / named[1]).read_text(encoding="utf-8"))
    assert named[2] in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
