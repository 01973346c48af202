"""Publications: each release that was published, in the archive's journal, so that it can be made again without a warehouse.

<archive>/publications.jsonl   one line per publication: when, what it was made from, by which code, and its file's SHA-256
<archive>/objects/…            its notes: rows that no file and no register tells, such as when each return was judged
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from pipelines import queries
from pipelines.errors import ArchiveError
from pipelines.intake.archive import Archive
from pipelines.intake.contracts import PUBLISHED_FIGURE
from pipelines.journal import Journal, as_text
from pipelines.tables import Table, comment, insert
from pipelines.warehouse import newest_release, open_release
from pipelines.warehouse.files import sha256
from pipelines.warehouse.shelf import recorded

_SAYS = {
    *("marts.release", "reference.run", "raw.receipt"),
    *("reference.register_state", "reference.frozen_release", "reference.reminder"),
}
_JUDGED = "quality.return_validation"
_UNRECEIVED = "raw.unreceived"


@dataclass(frozen=True, slots=True)
class Publication:
    """One release that was published."""

    publication_id: int
    """Position in the journal, from 1."""
    release_id: str
    run_at: str
    """Instant at which the run began that made it (UTC, ISO 8601)."""
    published_at: str
    """Instant of publication (UTC, ISO 8601)."""
    fingerprint: str
    """SHA-256 of its file."""
    code_version: str
    """Version of the project that made it, as `marts.release` has it."""
    receipt_count: int
    """Lines of the journal of receipts that it was made from."""
    state_count: int
    """Lines of the journal of registers, likewise."""
    freeze_count: int
    """Lines of the journal of freezes, likewise."""
    judged_count: int
    """Rows of quality.return_validation, which only grows: those noted with this publication are the last ones."""
    notes_sha256: str
    """Its notes, as they lie in the archive."""
    reminder_count: int = 0
    """Lines of the journal of reminders that it was made from."""


class Publications:
    """The journal of publications, and the notes that it names."""

    def __init__(self, folder: Path) -> None:
        self.archive = Archive(folder)
        self.journal = Journal(folder / "publications.jsonl", Publication)

    def mend_journal(self, landed: Sequence[Publication]) -> list[str]:
        """Put the journal right where it is damaged, cut or gone, as far as those that were landed tell; one line each."""
        return self.journal.mend(landed, lambda publication: self.archive.fault(publication.notes_sha256) is None)

    def enter(self, warehouse: Path, *, is_seen: bool = False) -> Publication | None:
        """Journal the newest release of a warehouse with its notes, unless it is in the journal; gives the new line.

        Of a release that is no longer what was published, or that an earlier version made, nothing is noted. `is_seen`: it was
        published just now, so that its file was compared with its record, or that was made of it.
        """
        known, release = self.journal.read(), newest_release(warehouse)
        if release is None or any(line.release_id == release.stem for line in known):
            return None
        fingerprint = recorded(release)
        if fingerprint is None or not (is_seen or fingerprint == sha256(release)):
            return None
        with suppress(duckdb.Error), open_release(warehouse) as db:
            if {*_SAYS, _JUDGED, _UNRECEIVED} <= queries.columns(db).keys():
                return self._enter(db, known, fingerprint)
        return None

    def notes(self, table: str, publications: Iterable[Publication]) -> Iterator[dict[str, object]]:
        """Rows of a table that were noted with some publications, oldest first.

        Raises:
            ArchiveError: the notes of one are missing, or are no longer what was archived.
        """
        for publication in publications:
            yield from json.loads(self._content(publication)).get(table, ())

    def put_back(self, warehouse: Path, *, after: int = 0) -> list[str]:
        """Write notes that are damaged or missing again from the releases of a warehouse that are still there.

        Of publications after one; what was written again, one line each. The hash tells that they are the same.
        """
        told, lines = [], self.journal.read()
        for number, line in enumerate(lines[after:], after):
            if fault := self.archive.fault(line.notes_sha256):
                with suppress(duckdb.Error, OSError), open_release(warehouse, line.release_id) as db:
                    content = _notes_of(db, line.publication_id, lines[number - 1].judged_count if number else 0)
                    if hashlib.sha256(content).hexdigest() == line.notes_sha256:
                        self.archive.keep(line.notes_sha256, content)
                        told.append(f"what was noted with release {line.release_id} {fault}; written again from that release")
        return told

    def restore(self, db: duckdb.DuckDBPyConnection, table: Table, warehouse: Path, *, after: int = 0) -> list[str]:
        """Make a table of all rows that were noted of it, or add those of publications after one; gives what was put back.

        The caller's transaction makes it all or nothing.
        """
        told = self.put_back(warehouse, after=after)
        rows = list(self.notes(table.name, self.journal.read()[after:]))
        db.execute(table.create_sql(if_missing=after > 0))
        if rows:
            insert(db, table, {name: [_typed(row[name], kind) for row in rows] for name, (kind, _) in table.columns.items()})
        comment(db, table)
        return told

    def _enter(self, db: duckdb.DuckDBPyConnection, known: list[Publication], fingerprint: str) -> Publication:
        (said,) = queries.rows(db, "intake/published")
        content = _notes_of(db, len(known) + 1, known[-1].judged_count if known else 0)
        line = Publication(
            publication_id=len(known) + 1,
            fingerprint=fingerprint,
            notes_sha256=hashlib.sha256(content).hexdigest(),
            **(said | {name: as_text(said[name]) for name in ("run_at", "published_at")}),
        )
        self.archive.enter(self.journal, [line], {line.notes_sha256: content})
        return line

    def _content(self, publication: Publication) -> bytes:
        if fault := self.archive.fault(publication.notes_sha256):
            raise ArchiveError(
                f"what was noted with release {publication.release_id} {fault}",
                where=str(self.archive.object_path(publication.notes_sha256)),
                remedy=f"restore it from a backup, or put releases/{publication.release_id}.duckdb of the warehouse back, from "
                "which it is written again; `make verify-archive` names all that are damaged",
            )
        return self.archive.object_path(publication.notes_sha256).read_bytes()


def _notes_of(db: duckdb.DuckDBPyConnection, publication_id: int, judged_before: int) -> bytes:
    """Notes of the release that is open: always the same bytes."""
    judged = queries.rows(db, "intake/judged_since", known=judged_before)
    notes = {_JUDGED: judged, _UNRECEIVED: queries.table(db, _UNRECEIVED)}
    if "core.figure_vintage" in queries.columns(db):
        notes[PUBLISHED_FIGURE.name] = queries.rows(db, "intake/figures_of", number=publication_id)
    return json.dumps(notes, ensure_ascii=False, default=as_text, sort_keys=True).encode()


def _typed(value: object, kind: str) -> object:
    """A value as `insert` takes it: JSON has no decimals."""
    return Decimal(str(value)) if value is not None and kind.startswith("DECIMAL") else value
