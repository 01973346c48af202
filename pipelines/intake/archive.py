"""The archive: every file received, kept for ever under its SHA-256, with a journal of when it came."""

import errno
import hashlib
import os
import re
import stat
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines.errors import ArchiveError
from pipelines.intake.arrivals import JUST_WRITTEN, Unreceived, UnreceivedError, look, read_whole, require_folder
from pipelines.journal import Journal, Row, contents_of, examine
from pipelines.language.words import say

UNNAMED = "no journal names it"
"""What `verify` says of a content that a run was about to receive, or that a lost journal named."""
_OF_A_CONTENT = re.compile("[0-9a-f]{64}")
_FIRST, _LAST = (datetime(year, 1, 1, tzinfo=UTC).timestamp() for year in (1, 9999))


@dataclass(frozen=True, slots=True)
class Receipt:
    """One file received: a path whose content differs from what that path held before."""

    receipt_id: int
    """Position in the journal, from 1."""
    path: str
    """File below raw/returns, with '/'; bytes that are not UTF-8 as '\\xe1'."""
    file_sha256: str
    size_bytes: int
    modified_at: str
    """Last change of the file before receipt (UTC, ISO 8601)."""
    received_at: str
    """Instant of receipt (UTC, ISO 8601)."""


@dataclass(frozen=True, slots=True)
class Received:
    """What one look into raw/returns brought."""

    new: list[Receipt]
    """Files received now."""
    unreceived: list[Unreceived]
    """What lies there and could not be received, by path."""
    put_back: tuple[str, ...] = ()
    """Contents the archive had lost or cut, that lie there still: one line each."""
    unkept: tuple[tuple[str, OSError], ...] = ()
    """Paths of those of them that the archive could not take, each with what the system said: nothing that a unit can mend."""


class Archive:
    """Content-addressed and append-only: objects/<first two digits>/<sha256>, and receipts.jsonl, one line per receipt.

    underway            hashes of contents from before they are kept until a journal names them
    never_received/     contents that no journal came to name, and that lie in raw/returns no more
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.underway = folder / "underway"
        self.journal = Journal(folder / "receipts.jsonl", Receipt)

    def object_path(self, file_sha256: str) -> Path:
        """Where the content with this hash lies."""
        return self.folder / "objects" / file_sha256[:2] / file_sha256

    def checked_path(self, file_sha256: str) -> Path:
        """Where the content with this hash lies, once it was seen to be that content.

        Raises:
            ArchiveError: it is missing, or is no longer what was received.
        """
        if fault := self.fault(file_sha256):
            names = dict.fromkeys(receipt.path for receipt in self.receipts() if receipt.file_sha256 == file_sha256)
            raise ArchiveError(
                f"the archived content of {', '.join(names)} {fault}",
                where=str(self.object_path(file_sha256)),
                remedy="restore it from a backup; `make verify-archive` names all that are damaged",
            )
        return self.object_path(file_sha256)

    def fault(self, file_sha256: str) -> str | None:
        """What is wrong with a content ('is no longer what was received'); None if it is whole."""
        try:
            with self.object_path(file_sha256).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            return f"cannot be read ({error.strerror or error})"
        return None if found == file_sha256 else "is no longer what was received"

    def receipts(self) -> list[Receipt]:
        """The journal, oldest first."""
        return self.journal.read()

    def receive(self, returns_folder: Path, *, settled: float = 0.0) -> Received:
        """Archive every file below `returns_folder` whose content its path did not hold at the last receipt.

        Files come in order of their last change, so the later of two versions is the later receipt. A file that cannot be
        received is told, and the others are received; one that is new and was written to within `settled` seconds is left for
        the next time. Objects are on disk before the journal names them. Where the size of what is held tells that it is not
        whole, it is put back from the file.

        Raises:
            ReturnsFolderError: the folder is not there.
            ArchiveError: files came and the archive could take none of them, or the journal cannot be read or written.
        """
        require_folder(returns_folder)
        known = self.receipts()
        held = {receipt.path: receipt.file_sha256 for receipt in known}
        now = utc_text(time.time())
        new: list[Receipt] = []
        arrivals, unreceived = look(returns_folder)
        put_back, objects = list[str](), str(self.folder / "objects")  # a text: every file of every night asks
        unkept: list[tuple[str, OSError]] = []
        for arrival in arrivals:
            try:
                content = read_whole(arrival)
            except UnreceivedError as error:
                unreceived.append(Unreceived(arrival.name, str(error)))
                continue
            file_sha256 = hashlib.sha256(content).hexdigest()
            if held.get(arrival.name) == file_sha256:
                if not _has_size(f"{objects}/{file_sha256[:2]}/{file_sha256}", len(content)):
                    put_back += self._put_back(arrival.name, file_sha256, content)
                continue
            if not arrival.has_settled(settled):
                unreceived.append(Unreceived(arrival.name, say(JUST_WRITTEN)))
                continue
            try:
                self.begin(file_sha256)
                self.keep(file_sha256, content)
            except OSError as error:
                unreceived.append(Unreceived(arrival.name, _not_kept_vi(error)))
                unkept.append((arrival.name, error))
                continue
            number, modified_at = len(known) + len(new) + 1, utc_text(arrival.modified_at)
            new.append(Receipt(number, arrival.name, file_sha256, len(content), modified_at, now))
        if unkept and not new:
            raise self._fault(unkept[-1][1]) from unkept[-1][1]
        if new:
            try:
                self.enter(self.journal, new, {})
            except OSError as error:
                raise self._fault(error) from error
        return Received(new, sorted(unreceived, key=lambda item: item.path), tuple(put_back), tuple(unkept))

    def _put_back(self, name: str, file_sha256: str, content: bytes) -> Iterator[str]:
        with suppress(OSError):  # one that cannot be kept stays a fault of the archive, which an alarm tells
            fault = self.fault(file_sha256)
            self.keep(file_sha256, content)
            yield f"the archived content of {name} {fault}"

    def verify(self) -> Iterator[str]:
        """Yield one line per fault: a journal that is damaged, an object that is missing, changed, or that no journal names."""
        for journal in sorted(self.folder.glob("*.jsonl")):
            if fault := examine(journal.read_bytes(), dict).fault:
                yield f"{journal}: {fault}"
        named = self.named()
        for file_sha256 in sorted(named):
            path = self.object_path(file_sha256)
            if not path.is_file():
                yield f"{path}: missing"
        for path in sorted(self._objects()):
            if fault := self.fault(path.name):
                yield f"{path}: {fault}"
            elif path.name not in named:
                yield f"{path}: {UNNAMED}, since {utc_text(path.stat().st_mtime)}"

    def named(self) -> set[str]:
        """Hashes of the contents that any journal names, as far as they can be read."""
        return {
            content
            for path in self.folder.glob("*.jsonl")
            for line in examine(path.read_bytes(), contents_of).readable
            for content in line
        }

    def mend_journal(self, landed: Sequence[Receipt]) -> list[str]:
        """Put a journal right that is damaged, cut or gone, as far as the receipts that were landed tell; one line each."""
        return self.journal.mend(landed, lambda receipt: self.fault(receipt.file_sha256) is None)

    def contents(self) -> set[str]:
        """Hashes that lie there, or that a journal names."""
        return self.named() | {path.name for path in self._objects()}

    def _objects(self) -> Iterator[Path]:
        """What lies where contents do and is called as one; a share or a file manager may lay its own beside."""
        return (path for path in self.folder.glob("objects/*/*") if _OF_A_CONTENT.fullmatch(path.name))

    def unnamed(self) -> tuple[list[str], list[str]]:
        """Hashes of contents that no journal names.

        Returns:
            left: those that a run was about to name when it was killed.
            lost: whole ones that some journal must have named, for no run was in the midst of them.
        """
        unnamed, underway = sorted(self.contents() - self.named()), self._underway()
        left = [file_sha256 for file_sha256 in unnamed if file_sha256 in underway]
        return left, [file_sha256 for file_sha256 in unnamed if file_sha256 not in underway and not self.fault(file_sha256)]

    def enter(self, journal: Journal[Row], lines: Iterable[Row], contents: Mapping[str, bytes]) -> None:
        """Keep contents, by their hashes, and name them in a journal: whatever was kept is on disk before a line names it."""
        for file_sha256, content in contents.items():
            self.begin(file_sha256)
            self.keep(file_sha256, content)
        os.sync()
        journal.append(lines)
        self.settle()

    def begin(self, file_sha256: str) -> None:
        """Note that a content is about to be kept and then named: should the run be killed, no journal has lost it."""
        self.folder.mkdir(exist_ok=True)  # what lies above is a disk that may be away
        with self.underway.open("a", encoding="ascii") as note:
            note.write(f"{file_sha256}\n")

    def settle(self) -> None:
        """Forget of what was noted so all that a journal names by now, or that is not there."""
        noted, named = self._underway(), self.named()
        left = sorted(each for each in noted if each not in named and self.object_path(each).exists())
        part = self.folder / ".underway.part"
        if left:
            part.write_text("".join(f"{file_sha256}\n" for file_sha256 in left), encoding="ascii")
            part.replace(self.underway)
        else:
            self.underway.unlink(missing_ok=True)

    def _underway(self) -> set[str]:
        return (
            set(self.underway.read_text(encoding="ascii", errors="replace").splitlines()) if self.underway.exists() else set()
        )

    def set_aside(self, file_sha256: str) -> Path:
        """Move a content that no journal names out of the archive, where it stays as it is; returns where it lies now."""
        kept = self.folder / "never_received" / file_sha256
        kept.parent.mkdir(exist_ok=True)
        self.object_path(file_sha256).replace(kept)
        return kept

    def keep(self, file_sha256: str, content: bytes) -> None:
        """Put a content among the objects, whole or not at all."""
        target, part = self.object_path(file_sha256), self.folder / "incoming.part"
        if self.fault(file_sha256) is None:
            return
        try:
            _clear(target)
            target.parent.mkdir(parents=True, exist_ok=True)
            part.unlink(missing_ok=True)  # of a run that was killed: read-only, so that it cannot be written over
            part.write_bytes(content)
            part.chmod(0o444)
            part.replace(target)
        except OSError:
            part.unlink(missing_ok=True)
            raise

    def _fault(self, error: OSError) -> ArchiveError:
        return ArchiveError(
            f"files came, and none could be archived ({error.strerror or error}); those received before are all there",
            where=str(self.folder),
            remedy="make room on the disk and see that the folder can be written, then run again",
        )


def _has_size(path: str, size_bytes: int) -> bool:
    try:
        about = os.stat(path)  # noqa: PTH116 a Path costs more than the question
    except OSError:
        return False
    return stat.S_ISREG(about.st_mode) and about.st_size == size_bytes


def _clear(target: Path) -> None:
    """Move aside what lies in the way of a content: a file in the place of its folder, a folder in its own."""
    for place, is_in_the_way in ((target.parent, target.parent.is_file()), (target, target.is_dir())):
        if is_in_the_way:
            place.rename(place.with_name(f"{place.name}.in_the_way.{time.time_ns()}"))


def _not_kept_vi(error: OSError) -> str:
    is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return say(
        "the archive {why}, not stored yet; it is received by the next run",
        why=say("has no room left") if is_full else say("cannot be written ({why})", why=error.strerror),
    )


def utc_text(seconds: float) -> str:
    """Seconds since 1970 as UTC in ISO 8601, to the microsecond, without a zone: as DuckDB's TIMESTAMP takes it.

    A time beyond the calendar, which a file may claim, becomes its nearest year.
    """
    at = datetime.fromtimestamp(min(max(seconds, _FIRST), _LAST), UTC)
    return at.replace(tzinfo=None).isoformat(timespec="microseconds")
