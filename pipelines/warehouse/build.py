"""The private build file of a run, and its transactions."""

import fcntl
import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

import duckdb
from tenacity import RetryError, Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from pipelines.errors import BuildFileError, WarehouseBusyError
from pipelines.queries import columns, query, tuples
from pipelines.warehouse.at_hand import ReleaseAtHand
from pipelines.warehouse.connection import connect
from pipelines.warehouse.made import SCHEMA as NOTES
from pipelines.warehouse.made import Made, contents, is_by_this_code
from pipelines.warehouse.obstacles import begins_as_a_database, clear_folders, set_aside_build
from pipelines.warehouse.parts import Parts
from pipelines.warehouse.repairs import Repairs

SCHEMAS = ("raw", "reference", "staging", "quality", "core", "marts")
FUNCTIONS = "warehouse/functions"
"""Query that defines, for as long as a connection lives, the functions that models use."""
WAIT_SECONDS = 20
"""How long a run waits for another one to leave the build file."""
BUILD = "build.duckdb"
LOCK = "build.lock"
_UNBOUNDED: Mapping[str, int | str] = MappingProxyType({})
_FOR_READING: Mapping[str, int | str] = {"memory_limit": "128MB", "threads": 2}
"""What reading each table once needs, however large they are."""
_BROKEN = re.compile(
    "not a valid DuckDB database|Could not read (enough bytes )?from file|Corrupt database|replaying WAL|version number"
)
"""What DuckDB says of a file that is no whole database of its version."""
_WORKINGS = re.compile(
    "notes[.].*|reference[.]published_figure|quality[.](case_.*|failing_case|(return|bloc)_broken_case|validation|validated|prerequisite|held_return|"
    "rule_in_force|quantity|own_past|past_likeness|part_sum|form_side|form_sum|list_sum|stood_before)"
)
"""Tables that stay in the build file: what it is made from, and every case of the rules. What they found is released."""
OF_THE_RUN = ("reference.run", "reference.publication")
"""Tables that differ from run to run when nothing else does: they make no new release."""


class Build:
    """The private file of one run. Nobody else opens it; analysts read the published copy."""

    def __init__(self, folder: Path, db: duckdb.DuckDBPyConnection, file: BinaryIO, repairs: Repairs) -> None:
        self.folder = folder
        self.db = db
        self.file = file
        """The file's bytes, for reading. Whoever opens it anew and closes it again sets DuckDB's lock on it free."""
        self.repairs = repairs
        """What was put right before it could be opened, and since, told with the release."""
        self.made = Made(db)
        """What each table was made from."""
        self.release = ReleaseAtHand(folder)
        """What is published of it, for what is made of that."""

    @cached_property
    def parts(self) -> Parts:
        """What each part of the tables was made from that are kept by parts."""
        return Parts(self.db, self.made)

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """All or nothing: what the block does is kept only if it ends without an exception."""
        self.db.begin()
        try:
            yield self.db
        except BaseException:
            self.made.look_again()
            self.db.rollback()
            raise
        try:
            self.db.commit()
        except duckdb.Error:
            self.made.look_again()
            raise

    def use_every_thread(self) -> None:
        """Let statements from here on use every processor: so much arrived that it takes less time than it costs."""
        self.db.execute("reset threads")

    def tables(self) -> set[str]:
        """Every table but the notes."""
        return {name for name in columns(self.db) if not name.startswith(f"{NOTES}.")}

    def columns(self) -> dict[str, dict[str, str]]:
        """Table → column → type, for every table that is released."""
        return {name: found for name, found in columns(self.db).items() if not _WORKINGS.fullmatch(name)}

    def keep_only(self, tables: Collection[str]) -> list[str]:
        """Drop tables that nothing makes any more, which an earlier version made; returns them.

        Left there, they would be published night after night with the rows of the last night that made them.
        """
        left = sorted(self.tables() - set(tables))
        with self.transaction() as db:
            for table in left:
                schema, name = table.split(".", 1)
                db.execute(f'drop table "{schema}"."{name}"')
        return left

    def row_counts(self) -> dict[str, int]:
        """Table → rows, for every table that is released."""
        return row_counts(self.db, self.columns())

    def fingerprint(self) -> str:
        """First digits of a hash over every row and comment that is released, whatever the order of rows.

        What is noted of a table is what came out when it was made, or what it was as the file was opened.
        """
        digest = hashlib.sha256()
        for table in sorted(set(self.columns()) - set(OF_THE_RUN)):
            digest.update(self.made.content(table).encode())
        described = tuples(self.db, "warehouse/columns")
        comments = sorted((name, column, said) for name, column, _, said in described if not _WORKINGS.fullmatch(name))
        digest.update(repr(comments).encode())
        return digest.hexdigest()[:12]


@contextmanager
def open_build(folder: Path, *, wait_seconds: float = WAIT_SECONDS) -> Iterator[Build]:
    """Open the private build file, alone; one that is no database is set aside, since all in it can be built again.

    Raises:
        WarehouseBusyError: another run still holds it after `wait_seconds`.
        BuildFileError: it or its lock cannot be opened.
    """
    with locked(folder, wait_seconds):
        repairs = Repairs(folder)
        repairs += clear_folders(folder)
        db, found = _open_whole(folder / BUILD, repairs)
        with (folder / BUILD).open("rb") as file, db:
            for schema in SCHEMAS:
                db.execute(f"create schema if not exists {schema}")
            db.execute(query(FUNCTIONS))
            build = Build(folder, db, file, repairs)
            if altered := build.made.compare(found):
                build.repairs.append(f"{', '.join(altered)} in the build file: not as they had been made; made again")
            with closing(build.release):
                yield build


@contextmanager
def locked(folder: Path, wait_seconds: float) -> Iterator[None]:
    """Hold the lock of the build file."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / LOCK).open("w")
    except OSError as error:
        raise BuildFileError(
            f"the lock of the build file cannot be written ({error.strerror or error})",
            where=str(folder / LOCK),
            remedy="let the account that runs the night write to it; move away what lies there, if it is a folder",
        ) from error
    with lock:
        try:
            for attempt in Retrying(
                retry=retry_if_exception_type(BlockingIOError), stop=stop_after_delay(wait_seconds), wait=wait_fixed(0.2)
            ):
                with attempt:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except RetryError as error:
            raise WarehouseBusyError(
                f"another run still holds the build file after {wait_seconds:.0f} s",
                where=str(folder / BUILD),
                remedy="wait until that run has ended (Dagster's UI, page Runs), then start this one again",
            ) from error
        yield


def _open_whole(build: Path, repairs: Repairs) -> tuple[duckdb.DuckDBPyConnection, dict[str, str]]:
    """Open the build file and read it through; one that is no database, or whose log cannot be replayed, is set aside.

    What was done is added to `repairs`. Gives also what `contents` found.
    """
    try:
        return _read_through(build)
    except OSError as error:
        raise _not_opened(build, error) from error
    except BrokenBuildError as error:
        fault = str(error).splitlines()[0]
    try:
        broken = set_aside_build(build)
    except OSError as error:
        raise _not_opened(build, error) from error
    repairs.append(f"{build.name} could not be opened ({fault}); kept as {broken.name}, and built again from the archive")
    return _read_through(build)


def _read_through(build: Path) -> tuple[duckdb.DuckDBPyConnection, dict[str, str]]:
    """Connect to the build file and read it all, so that a damaged block is met now and not in the midst of a run.

    Raises:
        BrokenBuildError: something in it cannot be read.
    """
    # Anything but its own format DuckDB may take for that of an extension, and fetch it.
    if build.is_file() and not begins_as_a_database(build):
        raise BrokenBuildError("not a DuckDB database")
    if build.with_name(f"{build.name}.wal").exists():  # a log is replayed in memory: it must not want for any
        _connect(build).close()
    try:
        db, found, is_kept = _look_through(build)
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise BrokenBuildError(error) from error
    db.execute("reset memory_limit")
    # Of most nights each statement is so short that waking a second thread takes longer: a fifth of all SQL.
    db.execute("set threads = 1" if is_kept else "reset threads")
    return db, found


def _look_through(
    build: Path, bounds: Mapping[str, int | str] = _FOR_READING
) -> tuple[duckdb.DuckDBPyConnection, dict[str, str], bool]:
    """A connection, what `contents` finds, and whether this code made it.

    DuckDB, which keeps all that it reads, gets little memory for that.
    """
    db = _connect(build, bounds)
    try:
        return db, contents(db), is_by_this_code(db)
    except duckdb.OutOfMemoryException:
        db.close()
        if bounds is _UNBOUNDED:
            raise
    except BaseException:
        db.close()
        raise
    return _look_through(build, _UNBOUNDED)


class BrokenBuildError(Exception):
    """DuckDB cannot read the build file, or replay its log."""


def _connect(build: Path, bounds: Mapping[str, int | str] = _UNBOUNDED) -> duckdb.DuckDBPyConnection:
    """Connect to the build file.

    Raises:
        BrokenBuildError: it is no whole database.
        BuildFileError: it cannot be opened for another reason, such as another program that has it open.
    """
    try:
        return connect(build, attachable=build.parent / "releases", bounds=bounds)
    except duckdb.Error as error:
        if _BROKEN.search(str(error)):
            raise BrokenBuildError(error) from error
        raise _not_opened(build, error) from error


def _not_opened(build: Path, error: Exception) -> BuildFileError:
    return BuildFileError(
        f"the build file cannot be opened ({error})",
        where=str(build),
        remedy="close the program that has it open, and let the account that runs the night read and write it; then run again",
    )


def is_held(folder: Path) -> bool:
    """Whether a run holds the build file."""
    if not (folder / LOCK).is_file():
        return False
    with (folder / LOCK).open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def row_counts(db: duckdb.DuckDBPyConnection, tables: dict[str, dict[str, str]]) -> dict[str, int]:
    """Table → rows, for these tables of any database."""
    counted = " union all ".join(f"select '{table}', count(*) from {table}" for table in tables)
    return dict(db.execute(counted).fetchall()) if tables else {}
