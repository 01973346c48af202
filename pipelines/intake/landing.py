"""Lands what came in: receipts from the archive's journal, and every cell of every content not yet read."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path

import duckdb

from pipelines.errors import AccountingError
from pipelines.intake.archive import Archive
from pipelines.intake.arrivals import Unreceived
from pipelines.intake.pool import read_returns
from pipelines.reference.figures import figure_key, text_key
from pipelines.returns.layout import Forms
from pipelines.returns.result import ReturnRead
from pipelines.tables import Table, comment, insert

BATCH_FILES = 500
"""Files landed in one transaction: a run that dies resumes after the last whole batch."""

RECEIPT = Table(
    name="raw.receipt",
    description="Files received: the archive's journal.",
    grain="one row per change of the content at a path below raw/returns",
    columns={
        "receipt_id": ("INTEGER", "position in the journal, from 1"),
        "path": ("VARCHAR", "file below raw/returns; bytes that are not UTF-8 as \\xe1"),
        "file_sha256": ("VARCHAR", "content, as it lies in the archive"),
        "size_bytes": ("BIGINT", "size of the file"),
        "modified_at": ("TIMESTAMP", "last change of the file before receipt (UTC)"),
        "received_at": ("TIMESTAMP", "instant of receipt (UTC)"),
    },
)
UNRECEIVED = Table(
    name="raw.unreceived",
    description="What lies in raw/returns and could not be received, as the last run found it: links, unreadable files, …",
    grain="one row per path below raw/returns",
    columns={
        "path": ("VARCHAR", "file or folder below raw/returns; bytes that are not UTF-8 as \\xe1"),
        "reason_vi": ("VARCHAR", "why it could not be received"),
    },
)
FILE = Table(
    name="raw.file",
    description="Distinct contents received, with the account of their cells: filled = entry + label + explained.",
    grain="one row per content",
    columns={
        "file_sha256": ("VARCHAR", "content, as it lies in the archive"),
        "reader_version": (
            "VARCHAR",
            "code, libraries, limits and registers with which it was read; it is read again when they change",
        ),
        "format": ("VARCHAR", "format found in the content, whatever the file is called"),
        "is_readable": ("BOOLEAN", "whether it could be opened as a workbook"),
        "outcome": ("VARCHAR", "what became of it: returns, refused, unrecognised, or answer (a slip's list sent back)"),
        "filled_count": ("INTEGER", "filled cells"),
        "entry_count": ("INTEGER", "filled cells that are a figure of a form line"),
        "label_count": ("INTEGER", "filled cells that are headings, labels, notes or signatures"),
        "explained_count": ("INTEGER", "filled cells that a finding explains"),
    },
)
RETURN = Table(
    name="raw.return",
    description="Who reports for when: units and periods that a workbook's own header names.",
    grain="one row per content, unit and period",
    columns={
        "file_sha256": ("VARCHAR", "content"),
        "unit_id": ("VARCHAR", "unit recognised"),
        "period_id": ("VARCHAR", "half-year recognised"),
        "unit_text": ("VARCHAR", "unit as written"),
        "period_text": ("VARCHAR", "period as written"),
    },
)
CELL = Table(
    name="raw.cell",
    description="Every filled cell, as received.",
    grain="one row per content, sheet and address",
    columns={
        "file_sha256": ("VARCHAR", "content"),
        "sheet_name": ("VARCHAR", "sheet"),
        "address": ("VARCHAR", "cell, e.g. 'E12'"),
        "row_number": ("INTEGER", "row, from 1"),
        "column_number": ("INTEGER", "column, from 1"),
        "text": ("VARCHAR", "content as received"),
        "role": ("VARCHAR", "heading, label, value, note, signature or explained (by a finding)"),
    },
)
ENTRY = Table(
    name="raw.entry",
    description="What stands in the figure cell of each form line found, blank ones included.",
    grain="one row per content, unit, period, form and line",
    columns={
        "file_sha256": ("VARCHAR", "content"),
        "unit_id": ("VARCHAR", "unit"),
        "period_id": ("VARCHAR", "half-year"),
        "form_id": ("VARCHAR", "form"),
        "line_code": ("VARCHAR", "line of the form"),
        "sheet_name": ("VARCHAR", "sheet"),
        "address": ("VARCHAR", "cell of the figure"),
        "received": ("VARCHAR", "text as received; null when blank"),
        "value": ("DECIMAL(24, 6)", "number in the indicator's unit of measure, for ratings the rank; null when unknown"),
        "comparator": ("VARCHAR", "'=' for an exact figure, otherwise the bound that the text claims"),
        "state": ("VARCHAR", "value, zero, none_occurred, not_applicable, blank or unreadable"),
        "code": ("VARCHAR", "code of a rating; null for numbers"),
        "received_key": ("VARCHAR", "what it says in one spelling ('= 290000'), for decisions to name it; null when blank"),
        "measure_text": (
            "VARCHAR",
            "measure that the sheet states, where it is not the registered one ('triệu đồng')",
        ),
        "multiplier": (
            "DECIMAL(24, 6)",
            "how many of the indicator's units one of the sheet's is; value has it already",
        ),
    },
)
FINDING = Table(
    name="raw.finding",
    description="Faults found while reading.",
    grain="one row per fault",
    columns={
        "file_sha256": ("VARCHAR", "content"),
        "fault": ("VARCHAR", "subject of a rule of kind 'reader'"),
        "unit_id": ("VARCHAR", "unit, where known"),
        "period_id": ("VARCHAR", "half-year, where known"),
        "form_id": ("VARCHAR", "form, where known"),
        "line_code": ("VARCHAR", "line, where known"),
        "sheet_name": ("VARCHAR", "sheet, where it is one cell or sheet"),
        "address": ("VARCHAR", "cell, where it is one"),
        "received": ("VARCHAR", "what was received"),
        "expected": ("VARCHAR", "what was expected"),
        "detail": ("VARCHAR", "explanation, in Vietnamese"),
    },
)
EXPLANATION = Table(
    name="raw.explanation",
    description="Explanations (giải trình) that came back in column 'Giải trình' of a slip.",
    grain="one row per content, finding key and value explained",
    columns={
        "file_sha256": ("VARCHAR", "content"),
        "finding_key": ("VARCHAR", "finding as the slip named it: rule, unit, period and indicator"),
        "received": ("VARCHAR", "value that is explained, as the slip showed it; null when it was blank"),
        "explanation_vi": ("VARCHAR", "what the unit wrote"),
    },
)
READ_TABLES = (FILE, RETURN, CELL, ENTRY, FINDING, EXPLANATION)
"""Tables filled from the contents."""


@dataclass(frozen=True)
class Landed:
    """What one landing did."""

    read_count: int
    """Contents read now; the others had been read before."""
    content_count: int
    """Distinct contents in all."""


def land_receipts(db: duckdb.DuckDBPyConnection, archive: Archive) -> int:
    """Fill raw.receipt from the journal; returns its rows."""
    receipts = archive.receipts()
    columns: dict[str, list[object]] = {name: [getattr(receipt, name) for receipt in receipts] for name in RECEIPT.columns}
    db.execute(RECEIPT.create_sql())
    insert(db, RECEIPT, columns)
    comment(db, RECEIPT)
    return len(receipts)


def land_unreceived(db: duckdb.DuckDBPyConnection, unreceived: Sequence[Unreceived]) -> None:
    """Make raw.unreceived anew: what was mended since the last run is in it no more."""
    db.execute(UNRECEIVED.create_sql())
    insert(db, UNRECEIVED, {name: [getattr(item, name) for item in unreceived] for name in UNRECEIVED.columns})
    comment(db, UNRECEIVED)


def forget_outdated(db: duckdb.DuckDBPyConnection, version: str) -> None:
    """Make the tables of contents, and drop what another reader or other registers made of them, or what came no more."""
    is_current = all(_has_columns(db, table) for table in READ_TABLES)
    for table in READ_TABLES:
        db.execute(table.create_sql(if_missing=is_current))
        comment(db, table)
    outdated = (
        "select file_sha256 from raw.file "
        "where reader_version <> $version or file_sha256 not in (select file_sha256 from raw.receipt)"
    )
    count = db.execute(f"select count(*) from ({outdated})", {"version": version}).fetchone()
    if count and count[0]:
        db.execute(f"create temporary table outdated as {outdated}", {"version": version})
        for table in READ_TABLES:
            db.execute(f"delete from {table.name} where file_sha256 in (from outdated)")
        db.execute("drop table outdated")


def _has_columns(db: duckdb.DuckDBPyConnection, table: Table) -> bool:
    """Whether the build has the table as its contract says, and not as an earlier version of the project made it."""
    schema, name = table.name.split(".")
    found = db.execute(
        "select column_name from duckdb_columns() where schema_name = $schema and table_name = $name",
        {"schema": schema, "name": name},
    ).fetchall()
    return {column for (column,) in found} == set(table.columns)


def unread(db: duckdb.DuckDBPyConnection) -> list[str]:
    """Contents received and not yet read, in the order of their first receipt."""
    rows = db.execute(
        "select file_sha256 from raw.receipt where file_sha256 not in (select file_sha256 from raw.file) "
        "group by file_sha256 order by min(receipt_id)"
    ).fetchall()
    return [row[0] for row in rows]


def read_batches(
    archive: Archive, contents: Iterable[str], forms: Forms, version: str, workers: int
) -> Iterator[dict[str, dict[str, list[object]]]]:
    """Read contents in worker processes; yields table → column → values for up to BATCH_FILES contents at a time.

    Raises:
        AccountingError: a cell of a file is neither a figure nor a label nor explained by a finding.
    """
    reads = read_returns((archive.checked_path(file_sha256) for file_sha256 in contents), forms, workers=workers)
    while batch := list(islice(reads, BATCH_FILES)):
        yield _gather(batch, version)


def land_batch(db: duckdb.DuckDBPyConnection, batch: dict[str, dict[str, list[object]]]) -> None:
    """Insert one batch of contents."""
    for table in READ_TABLES:
        insert(db, table, batch[table.name])


def default_workers() -> int:
    """One worker per processor, at most eight."""
    return min(8, os.cpu_count() or 1)


def _gather(batch: list[tuple[Path, ReturnRead]], version: str) -> dict[str, dict[str, list[object]]]:
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
            version,
            read.format,
            read.is_readable,
            read.outcome,
            read.filled_count,
            read.entry_count,
            read.label_count,
            read.explained_count,
        )
        for column, value in zip(files.values(), row, strict=True):
            column.append(value)
        of_file = (
            (RETURN, read.returns),
            (CELL, read.cells),
            (ENTRY, read.entries),
            (FINDING, read.findings),
            (EXPLANATION, read.explanations),
        )
        for table, columns in of_file:
            into = found[table.name]
            for name, values in columns.items():
                into[name].extend(values)
            if table is ENTRY:
                into["received_key"].extend(map(_received_key, *(columns[name] for name in _KEY_OF)))
            into["file_sha256"].extend([path.name] * len(next(iter(columns.values()))))
    return found


_KEY_OF = ("received", "state", "value", "comparator", "code")


def _received_key(
    received: str | None, state: str, value: Decimal | None, comparator: str | None, code: str | None
) -> str | None:
    if received is None:
        return None
    return text_key(received) if state == "unreadable" else figure_key(state, value, comparator, code)
