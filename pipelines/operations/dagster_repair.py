"""Dagster's state in SQLite is no truth: a file of it that is damaged is set aside, and Dagster makes it anew."""

import importlib.util
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import sqlalchemy.exc

from pipelines.errors import PipelineError, StorageError
from pipelines.operations.dagster_home import REMEDY_OF_THE_SERVER, said_of_server, server
from pipelines.warehouse.obstacles import clear_notes, set_aside
from pipelines.warehouse.repairs import Repairs

REMEDY_OF_THE_STATE = (
    "see that the disk has room and that the account that runs the night may write to the folder and all in it; then run again"
)
LEAST_FREE_BYTES = 1_000_000
"""A disk with less room is full, whatever an error says."""
_TABLES = {"history/runs.db": "runs", "history/runs/index.db": "asset_keys", "schedules/schedules.db": "jobs"}
"""File → a table that it must have."""
_OF_A_RUN = "history/runs/*.db"
_BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite lays beside a file."""
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_HELD = ("SQLITE_BUSY", "SQLITE_LOCKED")


def mend_storage(storage: Path, warehouse: Path) -> list[str]:
    """Set aside what Dagster could not open, and what lies where notes belong; one line each, which the next release tells too.

    Runs, ticks and logs of the past go with it; returns, findings and releases do not depend on them.

    Raises:
        StorageError: a file cannot be read, though nothing says that it is damaged.
    """
    with tells_storage_faults(storage):
        wanted: dict[Path, str | None] = dict.fromkeys(sorted(storage.glob(_OF_A_RUN)))
        wanted |= {storage / name: table for name, table in _TABLES.items() if os.path.lexists(storage / name)}
        told = clear_notes(warehouse)
        told += [_put_aside(path, warehouse, fault) for path, table in wanted.items() if (fault := _fault(path, table))]
        repairs = Repairs(warehouse)
        repairs += told
        return told


def damage_since_start(storage: Path) -> str | None:
    """What of Dagster's state has been damaged or lost since it was opened ('history/runs.db: damaged'); None if nothing was.

    Dagster itself goes on for ever without being able to read it. Their first pages are looked at, which costs milliseconds.
    """
    faults = ((name, _fault(storage / name, None)) for name in _TABLES)
    return next((f"{name}: {fault}" for name, fault in faults if fault), None)


@contextmanager
def tells_storage_faults(storage: Path) -> Iterator[None]:
    """Let what Dagster's state cannot do for lack of room, rights or its server be told as what, where and remedy.

    Raises:
        StorageError: it cannot be read or written.
    """
    try:
        yield
    except PipelineError:
        raise
    except Exception as error:
        fault = of_the_database(error)
        said = str(fault.orig if isinstance(fault, sqlalchemy.exc.DBAPIError) else error)
        if fault and (at := server()):
            what = f"Dagster's state cannot be read or written ({said_of_server(said)})"
            raise StorageError(what, where=at, remedy=REMEDY_OF_THE_SERVER) from error
        if not isinstance(error, OSError | sqlite3.Error | sqlalchemy.exc.DBAPIError):
            raise
        why = ", for the disk is full" if _is_full(storage) else ""
        raise StorageError(
            f"Dagster's state cannot be read or written{why} ({' '.join(said.split())})",
            where=str(storage),
            remedy=REMEDY_OF_THE_STATE,
        ) from error


def of_the_database(error: BaseException | None) -> sqlalchemy.exc.SQLAlchemyError | None:
    """What the database of Dagster's state said, where that is what an error comes from."""
    while error is not None and not isinstance(error, sqlalchemy.exc.DBAPIError | sqlalchemy.exc.TimeoutError):
        error = error.__cause__
    return error


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < LEAST_FREE_BYTES
    except OSError:  # not there, or closed to this account: then that is the fault
        return False


def _fault(path: Path, table: str | None) -> str | None:
    """What is wrong with a database, in words; None if nothing is."""
    if not path.is_file():
        return "no file"
    if path.stat().st_size == 0:
        return "empty"
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=rw", uri=True, timeout=1)) as db:
            # All pages of the three that everything goes through; of a run that was, whether it opens.
            said = db.execute("pragma quick_check(1)" if table else "select 'ok' from sqlite_master").fetchone()
            if said and said[0] != "ok":
                return "damaged"
            tables = {name for (name,) in db.execute("select name from sqlite_master")}
            if table and table not in tables:
                return "not of Dagster"
            if "alembic_version" in tables:
                versions = {version for (version,) in db.execute("select version_num from alembic_version")}
                if not versions <= _known_versions():
                    return "of another version of Dagster"
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorname.startswith(_DAMAGED):
            return "damaged"
        if not error.sqlite_errorname.startswith(_HELD):
            raise
    return None


@cache
def _known_versions() -> frozenset[str]:
    """Versions of its tables that the Dagster installed here knows."""
    found = importlib.util.find_spec("dagster")
    assert found
    assert found.origin
    scripts = (Path(found.origin).parent / "_core/storage/alembic/versions").glob("*.py")
    matches = (
        re.search(r"^revision\b[^=]*= *[\"'](\w+)", script.read_text(encoding="utf-8"), re.MULTILINE) for script in scripts
    )
    return frozenset(match[1] for match in matches if match)


def _put_aside(path: Path, warehouse: Path, fault: str) -> str:
    for suffix in _BESIDE:
        if os.path.lexists(f"{path}{suffix}"):
            set_aside(Path(f"{path}{suffix}"), warehouse, fault)
    return f"Dagster's {set_aside(path, warehouse, fault)}; made anew, without the runs that it knew"
