"""What the build keeps of contents that were read: only what a reader of now made of them, and nobody changed since."""

from collections.abc import Sequence

import duckdb

from pipelines.intake.contracts import FILE, READ_TABLES
from pipelines.tables import Table, comment

_ROWS = " union all ".join(
    f"select file_sha256, hash('{table.name}', t) as row_hash from "
    f"{f'(select * exclude (rows_hash) from {table.name})' if table is FILE else table.name} as t"
    for table in READ_TABLES
)
_HASHES = f"select file_sha256, sum(row_hash::hugeint)::varchar as rows_hash from ({_ROWS}) group by file_sha256"
"""Hash of all that was landed of each content, whatever the order of rows."""


def seal(db: duckdb.DuckDBPyConnection, contents: Sequence[str]) -> None:
    """Note the hash of all rows of contents that were landed just now."""
    db.execute(
        f"update raw.file set rows_hash = found.rows_hash from ({_HASHES}) as found "
        "where raw.file.file_sha256 = found.file_sha256 and list_contains($contents, raw.file.file_sha256)",
        {"contents": list(contents)},
    )


def forget_altered(db: duckdb.DuckDBPyConnection) -> list[str]:
    """Drop contents whose rows are not those that were landed, so that they are read again; returns them."""
    if not _are_current(db):
        return []
    altered = [
        str(file_sha256)
        for (file_sha256,) in db.execute(
            f"select found.file_sha256 from ({_HASHES}) as found left join raw.file using (file_sha256) "
            "where raw.file.rows_hash is distinct from found.rows_hash order by all"
        ).fetchall()
    ]
    _forget(db, altered)
    return altered


def to_read(db: duckdb.DuckDBPyConnection, version: str) -> list[str]:
    """Contents received that this version of the reader has not read, in the order of their first receipt."""
    read = (
        "select file_sha256 from raw.file where reader_version = $version"
        if _are_current(db)
        else "select null where $version = ''"
    )
    rows = db.execute(
        f"select file_sha256 from raw.receipt where file_sha256 not in ({read}) group by file_sha256 order by min(receipt_id)",
        {"version": version},
    ).fetchall()
    return [row[0] for row in rows]


def landed(db: duckdb.DuckDBPyConnection) -> set[str]:
    """Contents of which the build holds rows, whatever reader and registers made them."""
    return {str(row[0]) for row in db.execute("select file_sha256 from raw.file").fetchall()} if _are_current(db) else set()


def forget_outdated(db: duckdb.DuckDBPyConnection, version: str, *, but: Sequence[str] = ()) -> None:
    """Make the tables of contents, and drop what another reader or other registers made of them, or what came no more.

    `but` names contents that stay, as they cannot be read now.
    """
    is_current = _are_current(db)
    for table in READ_TABLES:
        db.execute(table.create_sql(if_missing=is_current))
        comment(db, table)
    outdated = db.execute(
        "select file_sha256 from raw.file "
        "where (reader_version <> $version and not list_contains($but, file_sha256)) "
        "or file_sha256 not in (select file_sha256 from raw.receipt)",
        {"version": version, "but": list(but)},
    ).fetchall()
    _forget(db, [str(file_sha256) for (file_sha256,) in outdated])


def _forget(db: duckdb.DuckDBPyConnection, contents: Sequence[str]) -> None:
    if contents:
        for table in READ_TABLES:
            db.execute(
                f"delete from {table.name} where file_sha256 in (select unnest($contents))", {"contents": list(contents)}
            )


def _are_current(db: duckdb.DuckDBPyConnection) -> bool:
    """Whether the build has all tables as their contracts say, and not as an earlier version of the project made them."""
    return all(_has_columns(db, table) for table in READ_TABLES)


def _has_columns(db: duckdb.DuckDBPyConnection, table: Table) -> bool:
    schema, name = table.name.split(".")
    found = db.execute(
        "select column_name from duckdb_columns() where schema_name = $schema and table_name = $name",
        {"schema": schema, "name": name},
    ).fetchall()
    return {column for (column,) in found} == set(table.columns)
