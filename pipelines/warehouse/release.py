"""Releases: each is written, audited, recorded by its hash and put at the published path, where it is verified every night.

releases/<release>.duckdb    what was audited; read-only
releases/<release>.sha256    its hash, as `sha256sum --check` reads it, and its place in the order of releases
releases/journal.jsonl       the order of releases, one line each
analytics.duckdb             the newest release, byte for byte; read-only
"""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from pipelines.errors import AuditError, PublicationError, remedy_of_the_system
from pipelines.queries import tuples
from pipelines.warehouse.build import Build, row_counts
from pipelines.warehouse.connection import STORAGE_VERSION, connect
from pipelines.warehouse.files import (
    READ_ONLY,
    are_alike,
    copied,
    copy_bytes,
    copy_release,
    replace_durably,
    sha256,
    size_and_time,
)
from pipelines.warehouse.made import SCHEMA as NOTES
from pipelines.warehouse.obstacles import clear_the_way, logs, remove_parts, set_aside_garbage
from pipelines.warehouse.published import faults_of_published, holds_release, is_open_to_writers, is_read_only
from pipelines.warehouse.shelf import (
    INSTANT,
    enter,
    journal,
    last_release,
    newest_release,
    next_sequence,
    record_of,
    recorded,
    releases,
)
from pipelines.warehouse.signature import sign

PUBLISHED = "analytics.duckdb"
RELEASES_KEPT = 10
MOST_FREE = 0.25
"""Share of the build file that may lie free, of tables that were made anew, for a release to be a copy of its bytes."""


@dataclass(frozen=True)
class Release:
    """One published state of the warehouse."""

    release_id: str
    """Instant of publication (UTC) and the first digits of the fingerprint of its content."""
    path: Path
    """The published file."""
    is_new: bool
    """False when nothing had changed, so the last release stands."""
    repairs: tuple[str, ...] = ()
    """What was put right and no release has told yet, at the published path or anywhere: one line each."""


Describe = Callable[[duckdb.DuckDBPyConnection], None]
"""Writes what a release says of itself besides, into the database that a connection uses."""


def publish(build: Build, at: datetime | None = None, describe: Describe = lambda _: None) -> Release:
    """Make the published file a release that holds what the build holds.

    The build is copied, the copy audited, recorded by its hash, and put in the place of the published file by an atomic rename.
    When no row and no comment changed and the last release is still as it was recorded, that release stands. What lies at the
    published path is never trusted: unless it is the release byte for byte and nobody can write to it, it is replaced.

    A crash at any instant leaves a whole release at the published path; the next call goes on from there.

    Args:
        build: what is published.
        at: instant of publication where a past one is made again; now where it is not given.
        describe: writes what a new release says of itself besides, once every table is in it.

    Raises:
        AuditError: the copy does not hold what the build holds.
        PublicationError: the disk does not let it be written.
    """
    try:
        return _publish(build, build.folder / PUBLISHED, at or datetime.now(UTC), describe)
    except (OSError, duckdb.IOException) as error:
        raise PublicationError(
            f"the release could not be written or put in place ({error})",
            where=str(build.folder),
            remedy=_remedy(error),
        ) from error


def _publish(build: Build, published: Path, now: datetime, describe: Describe) -> Release:
    repairs = build.repairs
    repairs += clear_the_way(build.folder, PUBLISHED)
    (build.folder / "releases").mkdir(exist_ok=True)
    repairs += set_aside_garbage(build.folder)
    remove_parts(build.folder)
    repairs += journal(build.folder).mend([], lambda _: True)
    last = newest_release(build.folder)
    known = recorded(last) if last else None
    is_intact = last is not None and known == sha256(last)
    open_to_writers = {path for path in (published, last) if path and is_open_to_writers(path, last)}
    holds_last = last is not None and holds_release(published, last, is_intact=is_intact)
    repairs += _remove_logs(build.folder) + faults_of_published(published, last, holds_last=holds_last)
    if last is not None and known is None:
        repairs.append(
            f"release {last.stem} has no record of its hash (it was lost, or an earlier version wrote none); left as it is"
        )
    elif last is not None and not is_intact:
        repairs.append(f"release {last.stem} is not what was published under this name; removed")
    fingerprint = build.fingerprint()
    is_new = last is None or not is_intact or not last.stem.endswith(fingerprint)
    release = _write(build, fingerprint, now, describe) if is_new or last is None else last
    if last is not None and is_intact and last in open_to_writers:
        copy_release(last, last)
    _put_in_place(release, published, is_there=holds_last and not is_new and published not in open_to_writers)
    if last is not None and known is not None and not is_intact:
        _remove(last)
    for old in releases(build.folder)[:-RELEASES_KEPT]:
        _remove(old)
    return Release(release.stem, published, is_new, tuple(repairs))


def _remedy(error: OSError | duckdb.IOException) -> str:
    number = error.errno if isinstance(error, OSError) else None
    if number in (errno.EISDIR, errno.ENOTDIR, errno.EEXIST):
        return "move away what lies at that path, then run again"
    return remedy_of_the_system(error) or "see that the disk has room and the folder can be written, then run again"


def is_in_place(folder: Path) -> bool:
    """Whether the published file is the newest release as far as size and time of change tell: cheap, for a frequent look."""
    release, published = newest_release(folder), folder / PUBLISHED
    if release is None or not published.is_file():
        return release is None
    if Path(f"{published}.wal").exists():
        return False
    return size_and_time(release) == size_and_time(published)


@contextmanager
def open_published(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the published file for reading, as an analyst does."""
    with connect(folder / PUBLISHED, read_only=True) as db:
        yield db


@contextmanager
def open_release(folder: Path, release_id: str = "") -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the newest release for reading, or a named one: what was audited, whatever lies at the published path."""
    release = folder / "releases" / f"{release_id}.duckdb" if release_id else last_release(folder)
    with connect(release, read_only=True) as db:
        yield db


@contextmanager
def open_release_before(folder: Path) -> Iterator[duckdb.DuckDBPyConnection | None]:
    """Open the release before the newest for reading; None where there is none."""
    before = releases(folder)[-2:-1]
    if not before:
        yield None
        return
    with connect(before[0], read_only=True) as db:
        yield db


def _write(build: Build, fingerprint: str, now: datetime, describe: Describe) -> Path:
    """Copy the build to a new release, audit the copy, record it and enter it in the journal."""
    shelf = build.folder / "releases"
    while (shelf / f"{now.strftime(INSTANT)}-{fingerprint}.duckdb").exists():
        now += timedelta(microseconds=1)
    release_id = f"{now.strftime(INSTANT)}-{fingerprint}"
    part, release = shelf / f".{release_id}.part", shelf / f"{release_id}.duckdb"
    _copy_build(build, part, release_id, now, describe)
    _audit(build, part)
    record = shelf / f".{release_id}.sha256.part"
    record.write_text(record_of(release_id, sha256(part), next_sequence(build.folder)), encoding="ascii")
    replace_durably(record, release.with_suffix(".sha256"))
    enter(build.folder, release_id, now)  # before it is there: what the journal names and is not there counts for nothing
    replace_durably(part, release)
    return release


def _copy_build(build: Build, target: Path, release_id: str, now: datetime, describe: Describe) -> None:
    escaped = str(target).replace("'", "''")
    as_bytes = _copy_bytes(build, target)
    build.db.execute(f"attach '{escaped}' as release (storage_version '{STORAGE_VERSION}')")
    try:
        if not as_bytes:
            build.db.execute("copy from database build to release (schema)")
        build.db.execute(f"drop schema if exists release.{NOTES} cascade")
        released = build.columns()
        for table in sorted(build.tables()):
            if table not in released:
                build.db.execute(f"drop table release.{table}")
            elif not as_bytes:
                build.db.execute(f"insert into release.{table} from build.{table}")
        build.db.execute("use release")
        with build.transaction():
            sign(build.db, release_id, now)
            describe(build.db)
    finally:
        build.db.execute("use build")
        build.db.execute("detach release")


def _copy_bytes(build: Build, target: Path) -> bool:
    """Copy the bytes of the build file, which costs a hundredth of copying its rows; whether that could be done.

    It cannot where an earlier version made the file in a newer format, where much of it lies free, or where DuckDB could not
    take its log into it.
    """
    build.db.execute("checkpoint")
    (found,) = tuples(build.db, "warehouse/storage")
    version, free, total, log = found
    if not str(version).startswith(STORAGE_VERSION) or free > MOST_FREE * total or log != "0 bytes":
        return False
    copy_bytes(build.file, target)
    return True


def _audit(build: Build, copy: Path) -> None:
    with connect(copy, read_only=True) as db:
        found = row_counts(db, build.columns())
        bare = tuples(db, "warehouse/undescribed")
    if found != build.row_counts():
        raise AuditError("the copy has other rows than the build", where=str(copy), remedy="run again; check the disk")
    if bare:
        raise AuditError(
            f"{len(bare)} table(s) or column(s) without a comment, first: {bare[0][0]}",
            where=str(copy),
            remedy="describe them in the table's contract",
        )


def _put_in_place(release: Path, published: Path, *, is_there: bool) -> None:
    """Copy the release, whose hash was looked at in this run, to the published path; both are read-only for all afterwards.

    `is_there`: its bytes lie there, and nobody has them open for writing, who would then write to what is published.

    Raises:
        AuditError: the copy does not hold what the release holds.
    """
    if not is_read_only(release):  # else it may be that of another account, which alone may do so
        release.chmod(READ_ONLY)
    if not is_there:
        part = copied(release, published)
        if not are_alike(part, release):
            raise AuditError("the copy is not the release", where=str(part), remedy="run again; check the disk")
        replace_durably(part, published)
    if size_and_time(published) != size_and_time(release):
        found = release.stat()
        os.utime(published, ns=(found.st_atime_ns, found.st_mtime_ns))


def _remove_logs(folder: Path) -> list[str]:
    """Remove logs of the published file and of releases, which would be replayed over them; one line each."""
    found = logs(folder, PUBLISHED)
    for log in found:
        log.unlink()
    return [f"{log.name} lay beside a published file, with changes that were never released; removed" for log in found]


def _remove(release: Path) -> None:
    """Remove a release with its page and its record."""
    release.with_suffix(".html").unlink(missing_ok=True)
    release.unlink()
    release.with_suffix(".sha256").unlink(missing_ok=True)
