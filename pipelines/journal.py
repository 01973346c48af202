"""Journals: one JSON object a line, only ever appended to, each line with the hash of the line before; whole after a crash.

A line's first field is its position, from 1. Its last, `previous_sha256`, is the SHA-256 of the line before (without newline),
and in a first line that of nothing. Journals of an earlier version have lines without it: the first line that has it follows
them with the hash of all that stands before it.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pipelines.errors import ArchiveError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Row = TypeVar("Row", bound="DataclassInstance")
LINK = "previous_sha256"
JOURNALS_IN_MIND = 16
"""Of how many journals a process keeps in mind what it read: a night has five, and asks a dozen times for what each says."""
CONTENTS = ("file_sha256", "page_sha256", "notes_sha256")
"""Fields of a line that name a content of the archive."""


@dataclass(frozen=True)
class Examined(Generic[Row]):
    """What a journal says."""

    rows: list[Row]
    """Lines before the first that is wrong."""
    fault: str | None
    """What is wrong ('line 7 does not follow line 6'); None where all lines hold together."""
    readable: list[Row]
    """All lines that can be read, whether they hold together or not, as they stand."""
    is_chained: bool
    """Whether the last line carries a hash."""
    torn: bytes
    """What a crash left of a line that was never confirmed."""


class Journal(Generic[Row]):
    """One journal; `kind` is the dataclass of its lines."""

    def __init__(self, path: Path, kind: type[Row]) -> None:
        self.path = path
        self.kind = kind

    def examine(self) -> Examined[Row]:
        """Read the journal as far as it goes; one that is not there is empty."""
        return examine(self._content(), self.kind)

    def read(self) -> list[Row]:
        """Lines, oldest first. What is left of a line torn by a crash was never confirmed and does not count.

        Raises:
            ArchiveError: the lines do not hold together, or cannot be read.
        """
        found = self.examine()
        if found.fault:
            raise ArchiveError(
                f"the journal is damaged: {found.fault}",
                where=str(self.path),
                remedy="run `make nightly`, which rebuilds it as far as what was landed tells, or restore it from a backup",
            )
        return found.rows

    def append(self, rows: Iterable[Row]) -> None:
        """Append lines after the last whole one, and have them on disk; what a crash left torn is kept in '<journal>.torn'.

        Raises:
            ArchiveError: the lines that are there do not hold together.
        """
        self.read()
        found, content = self.examine(), self._content()
        self.path.parent.mkdir(exist_ok=True)  # what lies above is a disk that may be away
        if found.torn:
            content = content.removesuffix(found.torn)
            with self.path.with_name(f"{self.path.name}.torn").open("ab") as torn:
                torn.write(found.torn + b"\n")
        end = b"" if content.endswith(b"\n") or not content else b"\n"
        with self.path.open("ab") as file:
            file.truncate(len(content))
            file.write(end + _lines(content + end, rows, is_chained=found.is_chained))
            file.flush()
            os.fsync(file.fileno())

    def mend(self, landed: Sequence[Row], holds: Callable[[Row], bool]) -> list[str]:
        """Put right a journal that is damaged or has lost lines, from what was landed of it and from what can still be read.

        Args:
            landed: lines as a database has them, oldest first.
            holds: whether what a line tells of is there.

        Returns:
            What was put right, in a line; the journal as it was is kept as '<journal>.damaged-<n>'.
        """
        found = self.examine()
        if not found.is_chained and (wrong := _differing(found.rows, landed)):
            found = replace(found, fault=f"line {wrong} is not what was landed")
        if not found.fault:
            lost = landed[len(found.rows) :]
            if not lost or list(landed[: len(found.rows)]) != found.rows:
                return []
            self.append(lost)
            return [f"{self.path.name} had lost {len(lost)} line(s); written again from what had been landed"]
        place = fields(self.kind)[0].name
        later = {getattr(row, place): row for row in reversed(found.readable) if holds(row)}
        known = {replace(row, **{place: 0}) for row in landed}
        read = [
            row for number, row in sorted(later.items()) if number > len(landed) and replace(row, **{place: 0}) not in known
        ]
        rows = [replace(row, **{place: number}) for number, row in enumerate([*landed, *read], 1)]
        kept = self._set_aside()
        part = self.path.with_name(f".{self.path.name}.part")
        part.unlink(missing_ok=True)
        with part.open("wb") as file:
            file.write(_lines(b"", rows, is_chained=False))
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.path)
        told = f"{len(landed)} line(s) that had been landed and {len(read)} that could be read"
        return [f"{self.path.name} was damaged ({found.fault}); rebuilt with {told}; kept as {kept.name}"]

    def _content(self) -> bytes:
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise ArchiveError(
                f"the journal cannot be read ({error.strerror or error})",
                where=str(self.path),
                remedy="let the account that runs the night read and write it, then run again",
            ) from error

    def _set_aside(self) -> Path:
        """Keep a copy of the journal as it is: until the rename that follows, it stays where it was as well."""
        number = 1
        while (kept := self.path.with_name(f"{self.path.name}.damaged-{number}")).exists():
            number += 1
        kept.write_bytes(self._content())
        return kept


def as_text(value: object) -> str:
    """An instant as journals hold it; all else as its text."""
    return value.isoformat(timespec="microseconds") if hasattr(value, "isoformat") else str(value)


def contents_of(**said: object) -> list[str]:
    """Hashes of the contents that a line names, where it says so: `examine(…, contents_of)` gives them for each line."""
    return [str(said[field]) for field in CONTENTS if field in said]


def examine(content: bytes, kind: Callable[..., Any]) -> Examined[Any]:
    """Read lines as `kind`, and see whether they hold together.

    Of a journal that was read before by this process only the lines are read that follow the very same bytes.
    """
    whole, newline, last = content.rpartition(b"\n")
    reading = _read(whole + newline, kind)
    torn = b""
    if last and not reading.fault:
        # Without its newline: whole, or torn by a crash before anyone was told.
        reading = reading.copied()
        reading.take(last)
        if reading.fault:
            reading.fault, torn = None, last
    return Examined([*reading.rows], reading.fault, [*reading.readable], is_chained=reading.is_chained, torn=torn)


def _read(content: bytes, kind: Callable[..., Any]) -> "_Reading":
    """Read whole lines, going on from where the same bytes were read before."""
    reading = known = max(
        (known for known in [*_IN_MIND] if known.kind is kind and content.startswith(known.content)),
        key=lambda known: len(known.content),
        default=_Reading(kind),
    )
    if len(known.content) < len(content):
        reading = known.copied()
        for line in content[len(known.content) : -1].split(b"\n"):
            reading.take(line)
        reading.content = content
        _IN_MIND[:] = [*(other for other in _IN_MIND if other is not known), reading][-JOURNALS_IN_MIND:]
    return reading


class _Reading:
    """A journal as far as it was read."""

    def __init__(self, kind: Callable[..., Any]) -> None:
        self.kind = kind
        self.content = b""
        """All whole lines that were read."""
        self.rows: list[Any] = []
        self.readable: list[Any] = []
        self.fault: str | None = None
        self.is_chained = False
        self.number = 0
        self.before = hashlib.sha256()
        """Of the line before, or of all before as long as none carries a hash."""

    def copied(self) -> "_Reading":
        """One to go on with, which leaves this as it is for who has it in mind or in hand."""
        other = copy(self)
        other.rows, other.readable, other.before = [*self.rows], [*self.readable], self.before.copy()
        return other

    def take(self, line: bytes) -> None:
        """Read one line more."""
        self.number += 1
        fault = self._fault(line)
        self.fault = self.fault or fault
        if not self.fault:
            self.rows.append(self.readable[-1])
        if self.is_chained:
            self.before = hashlib.sha256(line)
        else:
            self.before.update(line + b"\n")

    def _fault(self, line: bytes) -> str | None:
        try:
            said = json.loads(line)
            link = said.pop(LINK, None)
            position = next(iter(said.values()))
            self.readable.append(self.kind(**said))
        except (ValueError, TypeError, AttributeError, StopIteration):
            return f"line {self.number} cannot be read"
        was_chained, self.is_chained = self.is_chained, self.is_chained or link is not None
        if position != self.number:
            return f"line {self.number} is numbered {position}"
        if link == self.before.hexdigest() or (link is None and not was_chained):
            return None
        return f"line {self.number} does not follow line {self.number - 1}" if self.number > 1 else "its first line is lost"


_IN_MIND: list[_Reading] = []
"""The journals that were read last, as far as they were read."""


def _differing(rows: Sequence[object], landed: Sequence[object]) -> int | None:
    """Number of the first line that is another in both."""
    return next((number for number, (row, other) in enumerate(zip(rows, landed, strict=False), 1) if row != other), None)


def _lines(content: bytes, rows: Iterable["DataclassInstance"], *, is_chained: bool) -> bytes:
    """Lines to append after `content`, each with the hash of the line before."""
    before = content[:-1].rpartition(b"\n")[2] if is_chained else content
    lines = []
    for row in rows:
        link = hashlib.sha256(before).hexdigest()
        before = json.dumps({**asdict(row), LINK: link}, ensure_ascii=False).encode()
        lines.append(before + b"\n")
    return b"".join(lines)
