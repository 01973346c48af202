"""What the build keeps of contents that were read: only what a reader of now made of them, and nobody changed since."""

from collections.abc import Sequence

import duckdb

from pipelines.intake.contracts import FILE, READ_TABLES
from pipelines.queries import columns, distinct, query, tuples
from pipelines.tables import comment, delete
from pipelines.warehouse.rows import Difference


def seal(db: duckdb.DuckDBPyConnection, contents: Sequence[str]) -> None:
    """Note the hash of all rows of contents that were landed just now."""
    _see_landed_contents(db)
    db.execute(query("intake/seal"), {"contents": list(contents)})


def forget_altered(db: duckdb.DuckDBPyConnection) -> list[str]:
    """Drop contents whose rows are not those that were landed, so that they are read again; returns them."""
    if not _are_current(db):
        return []
    _see_landed_contents(db)
    altered = [str(file_sha256) for (file_sha256,) in tuples(db, "intake/altered")]
    _forget(db, altered)
    return altered


def to_read(db: duckdb.DuckDBPyConnection, version: str) -> list[str]:
    """Contents received that this version of the reader has not read, in the order of their first receipt."""
    found = tuples(db, "intake/unread", version=version) if _are_current(db) else tuples(db, "intake/content")
    return [content for (content,) in found]


def landed(db: duckdb.DuckDBPyConnection) -> set[str]:
    """Contents of which the build holds rows, whatever reader and registers made them."""
    return {content for (content,) in distinct(db, FILE.name, "file_sha256")} if _are_current(db) else set()


def forget_outdated(db: duckdb.DuckDBPyConnection, version: str, *, but: Sequence[str] = ()) -> bool:
    """Make the tables of contents, and drop what another reader or other registers made of them, or what came no more.

    `but` names contents that stay, as they cannot be read now.

    Returns:
        whether anything was dropped.
    """
    is_current = _are_current(db)
    for kept in READ_TABLES:
        db.execute(kept.create_sql(if_missing=is_current))
        comment(db, kept)
    outdated = tuples(db, "intake/outdated", version=version, but=list(but))
    _forget(db, [str(file_sha256) for (file_sha256,) in outdated])
    return bool(outdated) or not is_current


def rows_of(db: duckdb.DuckDBPyConnection, table: str, contents: Sequence[str]) -> Difference:
    """What a table holds of some contents."""
    ((rows, hashes),) = tuples(db, "intake/rows_of", table=table, contents=list(contents))
    return Difference(rows, hashes)


def _forget(db: duckdb.DuckDBPyConnection, contents: Sequence[str]) -> None:
    if contents:
        for kept in READ_TABLES:
            delete(db, kept, "file_sha256", contents)


def _are_current(db: duckdb.DuckDBPyConnection) -> bool:
    """Whether the build has all tables as their contracts say, and not as an earlier version of the project made them."""
    found = columns(db)
    return all(set(found.get(kept.name, ())) == set(kept.columns) for kept in READ_TABLES)


def _see_landed_contents(db: duckdb.DuckDBPyConnection) -> None:
    db.execute(f"create or replace temp view landed_content as {query('intake/landed_content')}")
