"""What the header of a model's file says of it, read without its SQL."""

import re
from functools import cache

from pipelines.folders import SQL

_HEADER = re.compile(r"--\s*(?P<field>description|grain|kept by|reaches|column\s+(?P<column>\w+)):\s*(?P<text>.+)")


def read_header(text: str) -> tuple[dict[str, str], dict[str, str]]:
    """Fields of a header ('description', 'grain', …), and column → what is said of it."""
    fields: dict[str, str] = {}
    columns: dict[str, str] = {}
    for line in text.splitlines():
        found = _HEADER.match(line)
        if found and found["column"]:
            columns[found["column"]] = found["text"].strip()
        elif found:
            fields[found["field"]] = found["text"].strip()
        elif not line.startswith("--"):
            break
    return fields, columns


@cache
def described_columns(layer: str) -> dict[str, tuple[str, ...]]:
    """Model of a layer → the columns that its header describes."""
    paths = sorted(path for path in (SQL / layer).glob("*.sql") if not path.name.endswith(".test.sql"))
    return {path.stem: tuple(read_header(path.read_text(encoding="utf-8"))[1]) for path in paths}
