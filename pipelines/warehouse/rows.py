"""Bringing a table to what a select gives by writing only the rows that differ.

Whatever is written is written again with the log, the file and the release, and of what a night makes anew most rows are what
they were.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb

from pipelines.queries import query


@dataclass(frozen=True)
class Difference:
    """What a table holds more than before; less, where it is negative."""

    rows: int
    hashes: int
    """Sum of the hashes of its rows."""


def write_differing(
    db: duckdb.DuckDBPyConnection,
    table: str,
    select: str,
    among: str = "",
    held: Difference | None = None,
    keys: Sequence[str] = (),
) -> Difference:
    """Let a table hold just the rows of a select, each as often as that gives it.

    Args:
        db: connection within a transaction.
        table: a table that stands, with the columns of the select.
        select: what it is to hold; of `among` only.
        among: where not all rows are compared, ' semi join …': those of the table and of the select that are.
        held: what the table holds more than nothing, where all rows are compared and that is known.
        keys: columns by which rows are told apart into parts: those of rows that differ are put into temporary table row_moved,
            where there are such rows.
    """
    db.execute(
        f"create or replace temp table row_new as with made as (select * from (\n{select}\n){among}) "
        "select *, hash(made) as row_hash from made"
    )
    made = _held(db, "row_new")
    if made != held:
        kept = "".join(f"held.{key}, " for key in keys)
        db.execute(
            "create or replace temp table row_old as "
            f"select {kept}held.rowid as row_place, hash(held) as row_hash from {table} as held{among}"
        )
        held = held or _held(db, "row_old")
        if made != held:
            _replace_differing(db, table, keys)
        db.execute("drop table row_old")
    db.execute("drop table row_new")
    return Difference(made.rows - held.rows, made.hashes - held.hashes)


def _held(db: duckdb.DuckDBPyConnection, rows: str) -> Difference:
    found = db.execute(f"select count(*), coalesce(sum(row_hash::hugeint), 0) from {rows}").fetchone()
    assert found is not None
    return Difference(*found)


def _replace_differing(db: duckdb.DuckDBPyConnection, table: str, keys: Sequence[str]) -> None:
    """Of rows that are alike all are written again where the select gives them more or less often."""
    db.execute(query("warehouse/row_differing"))
    differing = "semi join row_differing using (row_hash)"
    if keys:
        moved = f"select {', '.join(keys)} from {{}} {differing}"
        both = f"{moved.format('row_old')} union {moved.format('row_new')}"
        db.execute(f"create or replace temp table row_moved as select {part_of(keys)} as part from ({both})")
    db.execute(f"delete from {table} where rowid in (select row_place from row_old {differing})")
    db.execute(f"insert into {table} by name select * exclude (row_hash) from row_new {differing}")
    db.execute("drop table row_differing")


def part_of(columns: Iterable[str]) -> str:
    """Expression of the part that a row belongs to: the texts of its columns."""
    return f"[{', '.join(f'{column}::text' for column in columns)}]"
