"""Lands what came in: receipts from the archive's journal, and every cell of every content not yet read."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path

import duckdb

from pipelines.errors import AccountingError
from pipelines.intake.archive import Archive
from pipelines.intake.arrivals import Unreceived
from pipelines.intake.contracts import CELL, ENTRY, EXPLANATION, FILE, READ_TABLES, READER_FAULT, RECEIPT, RETURN, UNRECEIVED
from pipelines.intake.kept import forget_altered, forget_outdated, landed, rows_of, seal, to_read
from pipelines.intake.pool import Read, read_returns
from pipelines.intake.progress import Progress
from pipelines.intake.soundness import require_sound
from pipelines.intake.witness import land_lines
from pipelines.reference.figures import figure_key, shown_key, text_key
from pipelines.returns.layout import Forms
from pipelines.returns.result import ReturnRead
from pipelines.tables import comment, insert
from pipelines.warehouse import Build

BATCH_FILES = 500
"""Files landed in one transaction: a run that dies resumes after the last whole batch."""
MANY_ARRIVALS = 0.2
"""Share of what was landed before from which on every thread works: to make all of 8,000 returns again two take 3 % more of the
processor than one, and less time."""


def land_receipts(db: duckdb.DuckDBPyConnection, archive: Archive) -> int:
    """Fill raw.receipt from the journal; returns its rows."""
    receipts = archive.receipts()
    land_lines(db, RECEIPT, receipts)
    return len(receipts)


def land_unreceived(db: duckdb.DuckDBPyConnection, unreceived: Sequence[Unreceived]) -> None:
    """Make raw.unreceived anew: what was mended since the last run is in it no more."""
    db.execute(UNRECEIVED.create_sql())
    insert(db, UNRECEIVED, {name: [getattr(item, name) for item in unreceived] for name in UNRECEIVED.columns})
    comment(db, UNRECEIVED)


def land_contents(
    build: Build,
    archive: Archive,
    returns_folder: Path,
    forms: Forms,
    version: str,
    tell: Callable[[str], object] = lambda _: None,
) -> int:
    """Read and land every content that this version of the reader has not read, or whose rows were changed since.

    What was landed of a content stands as long as the content cannot be read again. The build tells that,
    and what was put right.

    Args:
        build: where they are landed.
        archive: where they lie.
        returns_folder: from where one that is damaged may come anew.
        forms: what they may hold.
        version: of the reader, and the registers it reads by.
        tell: says how far it has come, where there are many.

    Returns:
        Contents read now.

    Raises:
        AccountingError: a cell of a file is neither a figure nor a label nor explained by a finding.
        ArchiveError: a content is missing, or is no longer what was received, and nothing was landed of it before.
    """
    tables = [table.name for table in READ_TABLES]
    key = build.made.key([RECEIPT.name], version)
    if build.made.stand(tables, key):
        return 0
    held = {name: build.made.content(name) for name in tables if build.made.since(name)}
    if len(held) < len(tables):  # else each was found as noted when the build file was opened
        held = {}
        with build.transaction() as db:
            altered = forget_altered(db)
        if altered:
            build.repairs.append(f"{len(altered)} workbook(s) in the build file were not as they had been landed; read again")
    unread = to_read(build.db, version)
    before = landed(build.db)
    standing, told = require_sound(archive, unread, before, returns_folder)
    build.repairs += told
    with build.transaction() as db:
        build.made.forget(tables)  # what was noted of them is no more; where something stays unread, nothing is noted
        if forget_outdated(db, version, but=standing):
            held = {}
    if len(unread) > MANY_ARRIVALS * len(before):
        build.use_every_thread()
    wanted = [file_sha256 for file_sha256 in unread if file_sha256 not in standing]
    progress = Progress(len(wanted), tell)
    for batch in read_batches(archive, wanted, forms, version, default_workers()):
        with build.transaction() as db:
            land_batch(db, batch)
        progress.add(len(batch[FILE.name]["file_sha256"]))
    if not to_read(build.db, version):  # else it is looked for the next night too
        for name, content in held.items():  # what was there before is as it was: only what came is read
            build.made.grown(name, content, rows_of(build.db, name, wanted))
        build.made.note(tables, key)
    return len(wanted)


def read_batches(
    archive: Archive, contents: Iterable[str], forms: Forms, version: str, workers: int
) -> Iterator[dict[str, dict[str, list[object]]]]:
    """Read contents in worker processes; what is given and raised as by `in_batches`."""
    paths = (archive.object_path(file_sha256) for file_sha256 in contents)
    return in_batches(archive, read_returns(paths, forms, workers=workers), version)


def in_batches(archive: Archive, reads: Iterable[Read], version: str) -> Iterator[dict[str, dict[str, list[object]]]]:
    """Gives table → column → values for up to BATCH_FILES contents that were read, at a time.

    What was read is what was received: each content is compared with its hash after it was read.

    Raises:
        AccountingError: a cell of a file is neither a figure nor a label nor explained by a finding.
        ArchiveError: a content is missing, or is no longer what was received.
    """
    todo = iter(reads)
    while batch := list(islice(todo, BATCH_FILES)):
        for path, _ in batch:
            archive.checked_path(path.name)
        yield gathered(batch, version)


def land_batch(db: duckdb.DuckDBPyConnection, batch: dict[str, dict[str, list[object]]]) -> None:
    """Insert one batch of contents."""
    for table in READ_TABLES:
        insert(db, table, batch[table.name])
    seal(db, [str(file_sha256) for file_sha256 in batch[FILE.name]["file_sha256"]])


def default_workers() -> int:
    """One worker per processor, at most eight."""
    return min(8, os.cpu_count() or 1)


def gathered(batch: list[tuple[Path, ReturnRead]], version: str) -> dict[str, dict[str, list[object]]]:
    """What was read of some contents, as `land_batch` takes it: table → column → values.

    Raises:
        AccountingError: a cell of a file is neither a figure nor a label nor explained by a finding.
    """
    found: dict[str, dict[str, list[object]]] = {table.name: {column: [] for column in table.columns} for table in READ_TABLES}
    files = found[FILE.name]
    for path, read in batch:
        accounted = read.entry_count + read.label_count + read.explained_count
        if read.filled_count != accounted:
            raise AccountingError(
                f"{read.filled_count} filled cells, but {accounted} accounted for",
                where=str(path),
                remedy="the reader lost or doubled a cell: keep the file and mend pipelines/returns/reader.py",
            )
        row = (
            path.name,
            version if read.is_final else "",
            read.format,
            read.is_readable,
            read.outcome,
            read.filled_count,
            read.entry_count,
            read.label_count,
            read.explained_count,
            None,
        )
        for column, value in zip(files.values(), row, strict=True):
            column.append(value)
        of_file = (
            (RETURN, read.returns),
            (CELL, read.cells),
            (ENTRY, read.entries),
            (READER_FAULT, read.findings),
            (EXPLANATION, read.explanations),
        )
        for table, columns in of_file:
            into = found[table.name]
            for name, values in columns.items():
                into[name].extend(values)
            if table is ENTRY:
                into["received_key"].extend(map(_received_key, *(columns[name] for name in _KEY_OF)))
            if table is EXPLANATION:
                into["received_key"].extend(text and shown_key(text) for text in columns["received"])
            into["file_sha256"].extend([path.name] * len(next(iter(columns.values()))))
    return found


_KEY_OF = ("received", "state", "value", "comparator", "code")


def _received_key(
    received: str | None, state: str, value: Decimal | None, comparator: str | None, code: str | None
) -> str | None:
    if received is None:
        return None
    return text_key(received) if state == "unreadable" else figure_key(state, value, comparator, code)
