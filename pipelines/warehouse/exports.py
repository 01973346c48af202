"""Tables of a release as files for other programs: Parquet, and CSV in which a spreadsheet finds nothing to run."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from pipelines.tables import quoted_text

BOM = b"\xef\xbb\xbf"
"""By which Excel knows UTF-8."""
FORMULA = r"^[=+@\-\t\r\n]."
"""A text that a spreadsheet would take for a formula: it gets an apostrophe in front."""
INSTANT = "%Y-%m-%dT%H:%M:%S.%fZ"


def write_parquet(db: duckdb.DuckDBPyConnection, table: str, path: Path) -> None:
    """Write a table as it is, types and all, its rows in order, on a connection that may reach the folder (`attachable`)."""
    part = path.with_name(f".{path.name}.part")
    db.execute(f"copy (from {table} order by all) to {quoted_text(str(part))} (format parquet, compression zstd)")
    part.replace(path)


def write_csv(db: duckdb.DuckDBPyConnection, table: str, types: dict[str, str], path: Path) -> None:
    """Write a table in UTF-8 with a mark in front, its rows in order: numbers with a point, days and instants (UTC) as in
    ISO 8601, maps as JSON.

    Args:
        db: a connection that may reach the folder.
        table: a table.
        types: its columns with their types.
        path: the file, which is replaced whole.
    """
    plain, part = (path.with_name(f".{path.name}.{end}") for end in ("plain", "part"))
    said = ", ".join(f'{_as_text(name, kind)} as "{name}"' for name, kind in types.items())
    db.execute(f"copy (select {said} from (from {table} order by all)) to {quoted_text(str(plain))} (format csv, header)")
    with plain.open("rb") as source, part.open("wb") as target:
        target.write(BOM)
        shutil.copyfileobj(source, target)
    plain.unlink()
    part.replace(path)


def write_rows(rows: duckdb.DuckDBPyRelation, path: Path, *, head: Mapping[str, str], key: Sequence[str]) -> None:
    """Write the rows of a question in UTF-8, ordered by their key, with columns in front that are alike in all of them.

    Args:
        rows: the question, on a connection that may reach the folder.
        path: the file, which is replaced whole.
        head: column → what it says of each row.
        key: columns to order by.
    """
    part = path.with_name(f".{path.name}.part")
    alike = ", ".join(f"{quoted_text(text)} as {name}" for name, text in head.items())
    rows.order(", ".join(key)).project(f"{alike}, *").write_csv(str(part), header=True)
    part.replace(path)


def _as_text(name: str, kind: str) -> str:
    column = f'"{name}"'
    if kind == "VARCHAR":
        return f"if(regexp_matches({column}, '{FORMULA}', 's'), '''' || {column}, {column})"
    if kind == "TIMESTAMP":
        return f"strftime({column}, '{INSTANT}')"
    return f"to_json({column})::varchar" if kind.endswith(("[]", ")")) and not kind.startswith("DECIMAL") else column
