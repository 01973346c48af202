"""The only module that opens DuckDB: the private build file, its transactions, and the releases made of it."""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import duckdb
from tenacity import RetryError, Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from pipelines.errors import AuditError, WarehouseBusyError

SCHEMAS = ("raw", "reference", "staging", "quality", "core", "marts")
RELEASES_KEPT = 10
WAIT_SECONDS = 20
"""How long a run waits for another one to leave the build file."""
STORAGE_VERSION = "v1.0.0"
"""Format of published files: the oldest that clients of DuckDB 1.x can open."""
OF_THE_RUN = ("reference.run",)
"""Tables that differ from run to run when nothing else does: they make no new release."""


@dataclass(frozen=True)
class Release:
    """One published state of the warehouse."""

    release_id: str
    """Instant of publication (UTC) and the first digits of the fingerprint of its content."""
    path: Path
    is_new: bool
    """False when nothing had changed, so the last release stands."""


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
        return _row_counts(self.db, self.columns())

    def publish(self) -> Release:
        """Copy the build, audit the copy, and put it in the place of the published file by an atomic rename.

        A crash at any instant leaves the last release. When no row and no comment changed, the last release stands.

        Raises:
            AuditError: the copy does not hold what the build holds.
        """
        releases = self.folder / "releases"
        releases.mkdir(exist_ok=True)
        published = self.folder / "analytics.duckdb"
        fingerprint = self._fingerprint()
        last = max(releases.glob("*.duckdb"), default=None)
        if last and last.stem.endswith(fingerprint) and published.exists():
            return Release(last.stem, published, is_new=False)
        release_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}-{fingerprint}"
        part = releases / f".{release_id}.part"
        for stale in [*releases.glob(".*.part*"), *self.folder.glob(".analytics.*.part")]:
            stale.unlink()
        self._copy(part)
        self._audit(part)
        kept = releases / f"{release_id}.duckdb"
        _replace_durably(part, kept)
        copy = self.folder / f".analytics.{release_id}.part"
        shutil.copyfile(kept, copy)
        kept.chmod(0o444)
        _replace_durably(copy, published)
        for old in sorted(releases.glob("*.duckdb"))[:-RELEASES_KEPT]:
            old.with_suffix(".html").unlink(missing_ok=True)
            old.unlink()
        return Release(release_id, published, is_new=True)

    def _copy(self, target: Path) -> None:
        self.db.execute(f"attach '{_escaped(target)}' as release (storage_version '{STORAGE_VERSION}')")
        try:
            self.db.execute("copy from database build to release")
        finally:
            self.db.execute("detach release")

    def _audit(self, copy: Path) -> None:
        with duckdb.connect(str(copy), read_only=True) as db:
            found = _row_counts(db, self.columns())
            bare = db.execute(
                "select schema_name || '.' || table_name || '.' || column_name from duckdb_columns() "
                "where not internal and comment is null union all "
                "select schema_name || '.' || table_name from duckdb_tables() where not internal and comment is null"
            ).fetchall()
        if found != self.row_counts():
            raise AuditError("the copy has other rows than the build", where=str(copy), remedy="run again; check the disk")
        if bare:
            raise AuditError(
                f"{len(bare)} table(s) or column(s) without a comment, first: {bare[0][0]}",
                where=str(copy),
                remedy="describe them in the table's contract",
            )

    def _fingerprint(self) -> str:
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
    with (folder / "build.lock").open("w") as lock:
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


@contextmanager
def open_published(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the published file for reading, as an analyst does."""
    with duckdb.connect(str(folder / "analytics.duckdb"), read_only=True) as db:
        yield db


def last_release(folder: Path) -> Path:
    """The file of the release that is published."""
    return max((folder / "releases").glob("*.duckdb"))


class Warehouse(dg.ConfigurableResource[Build]):
    """Dagster's hold on the build file: opened once for a run, closed when the run ends."""

    folder: str
    """Folder of everything derived."""

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Build]:  # noqa: ARG002
        """Give the steps of a run the build file."""
        with open_build(Path(self.folder)) as build:
            yield build


def _row_counts(db: duckdb.DuckDBPyConnection, tables: dict[str, dict[str, str]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for table in tables:
        row = db.execute(f"select count(*) from {table}").fetchone()
        assert row is not None
        counts[table] = row[0]
    return counts


def _replace_durably(source: Path, target: Path) -> None:
    """Rename so that after a power cut the target is the old file or the whole new one."""
    for path in (source, source.parent):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    source.replace(target)


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")
