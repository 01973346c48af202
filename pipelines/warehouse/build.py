"""The private build file of a run, and its transactions."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from tenacity import RetryError, Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from pipelines.errors import WarehouseBusyError

SCHEMAS = ("raw", "reference", "staging", "quality", "core", "marts")
WAIT_SECONDS = 20
"""How long a run waits for another one to leave the build file."""
LOCK = "build.lock"
OF_THE_RUN = ("reference.run",)
"""Tables that differ from run to run when nothing else does: they make no new release."""


class Build:
    """The private file of one run. Nobody else opens it; analysts read the published copy."""

    def __init__(self, folder: Path, db: duckdb.DuckDBPyConnection) -> None:
        self.folder = folder
        self.db = db

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """All or nothing: what the block does is kept only if it ends without an exception."""
        self.db.begin()
        try:
            yield self.db
        except BaseException:
            self.db.rollback()
            raise
        self.db.commit()

    def columns(self) -> dict[str, dict[str, str]]:
        """Table → column → type, for every table of the build."""
        found: dict[str, dict[str, str]] = {}
        for table, column, kind in self.db.execute(
            "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns() "
            "where database_name = current_database() and not internal order by 1, column_index"
        ).fetchall():
            found.setdefault(table, {})[column] = kind
        return found

    def row_counts(self) -> dict[str, int]:
        """Table → rows, for every table of the build."""
        return row_counts(self.db, self.columns())

    def fingerprint(self) -> str:
        """First digits of a hash over every row and comment, whatever the order of rows."""
        digest = hashlib.sha256()
        for table in sorted(set(self.columns()) - set(OF_THE_RUN)):
            digest.update(
                repr(self.db.execute(f"select count(*), sum(hash(t)::hugeint) from {table} as t").fetchone()).encode()
            )
        comments = self.db.execute(
            "select schema_name, table_name, column_name, comment from duckdb_columns() "
            "where database_name = current_database() and not internal order by all"
        ).fetchall()
        digest.update(repr(comments).encode())
        return digest.hexdigest()[:12]


@contextmanager
def open_build(folder: Path, *, wait_seconds: float = WAIT_SECONDS) -> Iterator[Build]:
    """Open the private build file, alone.

    Raises:
        WarehouseBusyError: another run still holds it after `wait_seconds`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        try:
            for attempt in Retrying(
                retry=retry_if_exception_type(BlockingIOError), stop=stop_after_delay(wait_seconds), wait=wait_fixed(0.2)
            ):
                with attempt:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except RetryError as error:
            raise WarehouseBusyError(
                f"another run still holds the build file after {wait_seconds:.0f} s",
                where=str(folder / "build.duckdb"),
                remedy="wait until that run has ended (Dagster's UI, page Runs), then start this one again",
            ) from error
        with duckdb.connect(str(folder / "build.duckdb")) as db:
            db.execute("set timezone = 'UTC'")
            for schema in SCHEMAS:
                db.execute(f"create schema if not exists {schema}")
            yield Build(folder, db)


def is_held(folder: Path) -> bool:
    """Whether a run holds the build file."""
    if not (folder / LOCK).exists():
        return False
    with (folder / LOCK).open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def row_counts(db: duckdb.DuckDBPyConnection, tables: dict[str, dict[str, str]]) -> dict[str, int]:
    """Table → rows, for these tables of any database."""
    counts: dict[str, int] = {}
    for table in tables:
        row = db.execute(f"select count(*) from {table}").fetchone()
        assert row is not None
        counts[table] = row[0]
    return counts
