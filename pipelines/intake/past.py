"""The archive as it was at an instant: its journals cut to what they held then, and the contents that those lines name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import sub
from pathlib import Path

from pipelines.errors import AsOfError
from pipelines.folders import Folders, Replay
from pipelines.intake.archive import Archive, Receipt, Received, utc_text
from pipelines.intake.arrivals import Unreceived
from pipelines.intake.freezes import Freezes
from pipelines.intake.publications import Publication, Publications
from pipelines.intake.register_archive import RegisterArchive, State, file_of
from pipelines.intake.reminders import Reminders

_EXAMPLE = "make as-of AT=2023-07-31T02:00"


@dataclass(frozen=True)
class Past:
    """What the journals of an archive held at an instant."""

    at: datetime
    receipts: Sequence[Receipt]
    states: Sequence[State]
    freeze_count: int
    publications: Sequence[Publication]
    run_at: datetime | None = None
    """Instant of its run, where that is not told by the others."""
    reminder_count: int = 0

    @property
    def last(self) -> Publication | None:
        """The release that was published last by then."""
        return self.publications[-1] if self.publications else None

    @property
    def since_last(self) -> tuple[int, ...]:
        """Files, states of registers, freezes and reminders that were journaled by then and that no release held yet."""
        counts = (len(self.receipts), len(self.states), self.freeze_count, self.reminder_count)
        return tuple(map(sub, counts, _held_by(self.last)))

    @property
    def is_of_release(self) -> bool:
        """Whether the instant is that of the last release: then it is just what that was made from."""
        return self.last is not None and self.last.published_at == utc_text(self.at.timestamp())

    @property
    def replay(self) -> Replay:
        """The run that makes it again: at the instant of a release it is the run of that release."""
        at = self.at.astimezone(UTC)
        if self.run_at:
            return Replay(self.run_at, at)
        if self.last and self.is_of_release:
            return Replay(datetime.fromisoformat(self.last.run_at).replace(tzinfo=UTC), at)
        return Replay(at, at)


def past(archive: Path, at: datetime, now: datetime) -> Past:
    """What the archive held at an instant.

    A line counts whose instant is not later, and every line that a release published by then was made from, whatever the
    clock said when that one came. At the instant of a release it is just what that was made from.

    Raises:
        AsOfError: the instant is in the future, or before the first line of the journals.
        ArchiveError: a journal is damaged.
    """
    receipts, states = Archive(archive).receipts(), RegisterArchive(archive).states()
    freezes, publications = Freezes(archive).journal.read(), Publications(archive).journal.read()
    reminders = Reminders(archive).journal.read()
    if at > now:
        raise AsOfError(
            f"{at.isoformat()} is in the future: what will be known then nobody knows yet",
            where="AT",
            remedy=f"name an instant that has passed: {_EXAMPLE}",
        )
    until = utc_text(at.timestamp())
    by_then = [line for line in publications if line.published_at <= until]
    of_then = next((line for line in by_then if line.published_at == until), None)
    last = of_then or next(reversed(by_then), None)
    held = _held_by(last)
    if not of_then:
        instants = [
            [line.received_at for line in receipts],
            [line.loaded_at for line in states],
            [line.frozen_at for line in freezes],
            [line.at for line in reminders],
        ]
        held = tuple(_count(known, until, count) for known, count in zip(instants, held, strict=True))
    published = publications[: last.publication_id if last else 0]
    found = Past(at, receipts[: held[0]], states[: held[1]], held[2], published, reminder_count=held[3])
    if not found.states:
        first = f"it begins at {states[0].loaded_at[:19]} UTC" if states else "nothing was ever loaded"
        raise AsOfError(
            f"no register was known yet at {at.isoformat()}: {first}",
            where=str(archive / "registers.jsonl"),
            remedy=f"name a later instant: {_EXAMPLE}",
        )
    return found


def _held_by(release: Publication | None) -> tuple[int, ...]:
    """Files, states of registers, freezes and reminders that a release was made from."""
    if release is None:
        return 0, 0, 0, 0
    return release.receipt_count, release.state_count, release.freeze_count, release.reminder_count


def lay_out(known: Past, archive: Path, root: Path) -> Folders:
    """Lay out an installation below `root`, where nothing is, that has just this: journals, contents and registers.

    Contents are links to those of the archive, which are only read.

    Raises:
        AsOfError: one of them is missing, or is no longer what was archived.
    """
    folders = Folders(root, known.replay)
    for folder in (folders.reference, folders.returns, folders.archive):
        folder.mkdir(parents=True)
    held, kept = Archive(archive), Archive(folders.archive)
    kept.journal.append(known.receipts)
    RegisterArchive(folders.archive).journal.append(known.states)
    for name, count in {
        "freezes": known.freeze_count,
        "reminders": known.reminder_count,
        "publications": len(known.publications),
    }.items():
        path = archive / f"{name}.jsonl"
        lines = path.read_bytes().splitlines(keepends=True)[:count] if count else []
        (folders.archive / path.name).write_bytes(b"".join(lines))
    for file_sha256 in sorted(kept.named()):
        if fault := held.fault(file_sha256):
            raise AsOfError(
                f"a content that was known at {known.at.isoformat()} {fault}",
                where=str(held.object_path(file_sha256)),
                remedy="put it back from a backup; `make verify-archive` names all that are missing or damaged",
            )
        kept.object_path(file_sha256).parent.mkdir(parents=True, exist_ok=True)
        kept.object_path(file_sha256).symlink_to(held.object_path(file_sha256).resolve())
    lay_registers(known.states, held, folders.reference)
    return folders


def lay_registers(states: Iterable[State], archive: Archive, folder: Path) -> None:
    """Write the registers as the last of their states has each, into a folder that has none."""
    for name, state in {state.name: state for state in states}.items():
        (folder / file_of(name)).write_bytes(archive.object_path(state.file_sha256).read_bytes())


def received_then(archive: Archive) -> Received:
    """What a replay receives: nothing new; what could not be received is what the last release told."""
    publications = Publications(archive.folder)
    told = publications.notes("raw.unreceived", publications.journal.read()[-1:])
    return Received([], [Unreceived(str(row["path"]), str(row["reason_vi"])) for row in told])


def _count(instants: Sequence[str], until: str, count: int) -> int:
    """How many lines of a journal were there by an instant: so many at least, and those after them that are not later."""
    while count < len(instants) and instants[count] <= until:
        count += 1
    return count
