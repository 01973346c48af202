"""Frozen releases: each lies in the archive for ever, with its evaluation as it was, and freezes.jsonl names it.

<archive>/freezes.jsonl                    one line per freeze
<warehouse>/releases/frozen/<n>-<label>.*  copies to open: the release (.duckdb) and its evaluation (.html); put back by a night
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.intake.archive import Archive
from pipelines.journal import Journal
from pipelines.warehouse.files import copied, replace_durably, sha256

FROZEN = "releases/frozen"
"""Folder of the warehouse with the copies to open."""


@dataclass(frozen=True, slots=True)
class Freeze:
    """One release that is kept for ever."""

    freeze_id: int
    """Position in the journal, from 1."""
    label: str
    """What it was frozen as, e.g. 'Sơ kết giữa nhiệm kỳ'."""
    cutoff_period_id: str
    """Last period that counts in the evaluation that was frozen with it."""
    frozen_at: str
    """Instant of the freeze (UTC, ISO 8601)."""
    release_id: str
    released_at: str
    """Instant of publication (UTC, ISO 8601)."""
    code_version: str
    """Version of the project that made the release."""
    file_sha256: str
    """The release, as it lies in the archive."""
    page_sha256: str
    """Its evaluation, as it lies in the archive."""
    file_name: str
    """Name of both copies, without suffix: '1-so-ket-giua-nhiem-ky'."""

    @property
    def contents(self) -> dict[str, str]:
        """Content → file below the folder of copies."""
        return {self.file_sha256: f"{self.file_name}.duckdb", self.page_sha256: f"{self.file_name}.html"}


class Freezes:
    """Frozen releases in the archive's object store, and their journal."""

    def __init__(self, folder: Path) -> None:
        self.archive = Archive(folder)
        self.journal = Journal(folder / "freezes.jsonl", Freeze)

    def mend_journal(self, landed: Sequence[Freeze]) -> list[str]:
        """Put the journal right where it is damaged, cut or gone, as far as those that were landed tell; one line each."""
        return self.journal.mend(landed, lambda freeze: self.archive.fault(freeze.file_sha256) is None)

    def keep(self, freeze: Freeze, release: bytes, page: bytes) -> None:
        """Archive a release and its evaluation, then name both in the journal."""
        self.archive.enter(
            self.journal, [freeze], {hashlib.sha256(content).hexdigest(): content for content in (release, page)}
        )

    def lay_out(self, warehouse: Path) -> list[str]:
        """Have a whole copy of each frozen release and its evaluation at hand, put back from the archive where it is not.

        A content of the archive that is damaged is put back from its copy.

        Returns:
            What was put right, and what is damaged in both places: one line each.
        """
        told: list[str] = []
        for freeze in self.journal.read():
            for content, name in freeze.contents.items():
                try:
                    told += self._lay_out(freeze, content, warehouse / FROZEN / name)
                except OSError as error:
                    told.append(f"{FROZEN}/{name} could not be put back ({error.strerror or error}); it lies in the archive")
        return told

    def _lay_out(self, freeze: Freeze, content: str, copy: Path) -> Iterator[str]:
        place, fault = self.archive.object_path(content), self.archive.fault(content)
        copy.with_name(f"{copy.name}.wal").unlink(missing_ok=True)  # DuckDB would replay it over the copy
        is_whole = copy.is_file() and not copy.is_symlink() and sha256(copy) == content
        if fault and is_whole:
            self.archive.keep(content, copy.read_bytes())
            yield f"frozen release '{freeze.label}' {fault} in the archive; put back from {FROZEN}/{copy.name}"
        elif fault:
            yield f"frozen release '{freeze.label}' {fault}, here and in the archive: put {place} back from a backup"
        elif not is_whole:
            was = "was not as it was frozen" if os.path.lexists(copy) else "was missing"
            copy.parent.mkdir(parents=True, exist_ok=True)
            replace_durably(copied(place, copy), copy)
            yield f"{FROZEN}/{copy.name} {was}; put there from the archive"

    def name(self, faults: Iterable[str]) -> list[str]:
        """Faults of the archive, with the frozen release that one is about and what mends it."""
        known = {content: freeze.label for freeze in self.journal.examine().readable for content in freeze.contents}
        return [
            next((_named(fault, label) for content, label in known.items() if f"{content}: " in fault), fault)
            for fault in faults
        ]


def _named(fault: str, label: str) -> str:
    return f"{fault} (frozen release '{label}': `make nightly` puts it back from {FROZEN}; else put it back from a backup)"
