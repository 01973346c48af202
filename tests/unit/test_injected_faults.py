"""The table of injected faults in docs/operations.md: each row is a test that is there."""

import ast
import re
from functools import cache

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


@cache
def names_in(path: str) -> set[str]:
    tree = ast.parse((PROJECT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_a_row_says_what_is_seen_held_and_heals_and_names_a_test() -> None:
    for row in ROWS:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert len(cells) == 5, row
        assert all(cells), row
        named = re.fullmatch(r"`(tests/\S+\.py)::(test_\w+)`", cells[-1])
        assert named, row
        assert named[2] in names_in(named[1]), row
