"""The archive: every file received, kept for ever under its SHA-256, with a journal of when it came."""

import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines.intake.journal import append_to_journal, named_contents, read_journal

IGNORED_PREFIXES = (".", "~$")
"""Hidden files, and the lock files that office programs lay beside an open workbook."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One file received: a path whose content differs from what that path held before."""

    receipt_id: int
    """Position in the journal, from 1."""
    path: str
    """File below raw/returns, with '/'."""
    file_sha256: str
    size_bytes: int
    modified_at: str
    """Last change of the file before receipt (UTC, ISO 8601)."""
    received_at: str
    """Instant of receipt (UTC, ISO 8601)."""


class Archive:
    """Content-addressed and append-only: objects/<first two digits>/<sha256>, and receipts.jsonl, one line per receipt."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.journal = folder / "receipts.jsonl"

    def object_path(self, file_sha256: str) -> Path:
        """Where the content with this hash lies."""
        return self.folder / "objects" / file_sha256[:2] / file_sha256

    def receipts(self) -> list[Receipt]:
        """The journal, oldest first."""
        return read_journal(self.journal, Receipt)

    def receive(self, returns_folder: Path) -> list[Receipt]:
        """Archive every file below `returns_folder` whose content its path did not hold at the last receipt.

        Files come in order of their last change, so the later of two versions is the later receipt. A file that changes
        while it is read is left for the next time. Objects are on disk before the journal names them.
        """
        known = self.receipts()
        held = {receipt.path: receipt.file_sha256 for receipt in known}
        now = utc_text(time.time())
        new: list[Receipt] = []
        for path in arrived(returns_folder):
            name = path.relative_to(returns_folder).as_posix()
            before = path.stat()
            content = path.read_bytes()
            after = path.stat()
            if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size) or len(content) != after.st_size:
                continue
            file_sha256 = hashlib.sha256(content).hexdigest()
            if held.get(name) == file_sha256:
                continue
            self.keep(file_sha256, content)
            new.append(Receipt(len(known) + len(new) + 1, name, file_sha256, len(content), utc_text(after.st_mtime), now))
        if new:
            os.sync()
            append_to_journal(self.journal, new)
        return new

    def verify(self) -> Iterator[str]:
        """Yield one line per fault: an object that is missing, changed, or that no journal names."""
        named = named_contents(self.folder)
        for file_sha256 in sorted(named):
            path = self.object_path(file_sha256)
            if not path.is_file():
                yield f"{path}: missing"
        for path in sorted(self.folder.glob("objects/*/*")):
            if path.suffix == ".part":
                continue
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != path.name:
                yield f"{path}: changed, its content is now {found}"
            elif path.name not in named:
                yield f"{path}: no journal names it"

    def keep(self, file_sha256: str, content: bytes) -> None:
        """Put a content among the objects, whole or not at all."""
        target = self.object_path(file_sha256)
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        part.write_bytes(content)
        part.chmod(0o444)
        part.replace(target)


def arrived(returns_folder: Path) -> list[Path]:
    """Files below `returns_folder` that are not hidden or lock files, in order of their last change, then by name."""
    found = (
        path
        for path in returns_folder.rglob("*")
        if path.is_file()
        and not path.is_symlink()
        and not any(part.startswith(IGNORED_PREFIXES) for part in path.relative_to(returns_folder).parts)
    )
    return sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.as_posix()))


def utc_text(seconds: float) -> str:
    """Seconds since 1970 as UTC in ISO 8601, to the microsecond, without a zone: as DuckDB's TIMESTAMP takes it."""
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
