"""The folder releases/: which files are releases tells their name; whatever else lies there is left alone.

Their order is that in which they were published, and not that of the clock, which may be wrong for a night: each keeps its
place in its record, and journal.jsonl names them one after the other, so that either may be lost.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipelines.errors import PublicationError
from pipelines.journal import Journal

JOURNAL = "journal.jsonl"
INSTANT = "%Y%m%dT%H%M%S%fZ"
_SEQUENCE = "# release_sequence "
_RELEASE_ID = re.compile(r"\d{8}T\d{12}Z-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Published:
    """One line of the journal of releases."""

    release_sequence: int
    """Position in the journal, from 1: the newest release has the greatest."""
    release_id: str
    published_at: str
    """By the clock of that night (UTC, ISO 8601)."""


def releases(folder: Path) -> list[Path]:
    """Files of the releases of a warehouse, oldest first; links and folders are none.

    The sequence that each has in its record tells; where a record is lost or of an earlier version, the journal puts the
    release after the one before it there. What neither names, from before there was a journal or from elsewhere, is older than
    all that have a sequence; where none has one, its name puts it before or after those of the journal.
    """
    shelf = folder / "releases"
    found = shelf.iterdir() if shelf.is_dir() else ()
    ours = [path for path in found if is_of_a_release(path, ".duckdb") and path.is_file() and not path.is_symlink()]
    numbers = {path.stem: number for path in ours if (number := _sequence(path)) is not None}
    entered = journal(folder)
    lines = entered.examine().readable if entered.path.is_file() else []  # what else lies there is set aside by a publication
    order = sorted(numbers, key=lambda name: (numbers[name], name))
    before = ""
    for name in [line.release_id for line in lines]:
        if name not in order and any(path.stem == name for path in ours):
            order.insert(order.index(before) + 1 if before else 0, name)
        before = name if name in order else before
    last = max(order, default="")
    others = sorted(path.stem for path in ours if path.stem not in order)
    older = [name for name in others if numbers or name < last]
    ranks = {name: rank for rank, name in enumerate([*older, *order, *(name for name in others if name not in older)])}
    return sorted(ours, key=lambda path: ranks[path.stem])


def next_sequence(folder: Path) -> int:
    """Sequence of the release that is published next: greater than that of all before it, also where the journal was lost."""
    kept = [_sequence(path) or 0 for path in releases(folder)]
    return 1 + max(len(journal(folder).examine().readable), *kept, 0)


def journal(folder: Path) -> Journal[Published]:
    """The journal of the releases of a warehouse."""
    return Journal(folder / "releases" / JOURNAL, Published)


def enter(folder: Path, release_id: str, at: datetime) -> None:
    """Make a release the newest in the journal, after those that stand after its last and are not in it yet."""
    entered = journal(folder)
    lines = entered.read()
    ordered, known = [path.stem for path in releases(folder)], {line.release_id for line in lines}
    last = max((number for number, name in enumerate(ordered) if name in known), default=-1)
    instant = at.replace(tzinfo=None).isoformat(timespec="microseconds")
    others = [(name, _instant(name)) for name in ordered[last + 1 :]]
    entered.append(
        Published(len(lines) + number, name, when) for number, (name, when) in enumerate([*others, (release_id, instant)], 1)
    )


def newest_release(folder: Path) -> Path | None:
    """The file of the newest release; None before the first."""
    return next(reversed(releases(folder)), None)


def last_release(folder: Path) -> Path:
    """The file of the release that is published.

    Raises:
        PublicationError: nothing is published yet.
    """
    found = newest_release(folder)
    if found is None:
        raise PublicationError("nothing is published yet", where=str(folder), remedy="run `make nightly`")
    return found


def is_of_a_release(path: Path, suffix: str) -> bool:
    """Whether a path is named as the file of a release that ends so ('.duckdb', '.sha256', …) is."""
    release_id = path.name.removesuffix(suffix)
    if release_id == path.name or not _RELEASE_ID.fullmatch(release_id):
        return False
    try:
        next_instant(release_id)
    except (ValueError, OverflowError):  # no day of the calendar, or its last one
        return False
    return True


def _instant(release_id: str) -> str:
    at = datetime.strptime(release_id.split("-")[0], INSTANT)  # noqa: DTZ007 it is UTC, as all that journals hold
    return at.isoformat(timespec="microseconds")


def next_instant(release_id: str) -> datetime:
    """The first instant after that of a release."""
    return datetime.strptime(release_id.split("-")[0], INSTANT).replace(tzinfo=UTC) + timedelta(microseconds=1)


def recorded(release: Path) -> str | None:
    """Hash of a release when it was written; None where no record of it can be read."""
    record = release.with_suffix(".sha256")
    if not record.is_file():
        return None
    found, _, name = record.read_text(encoding="utf-8", errors="replace").partition("\n")[0].partition("  ")
    return found if name == release.name else None


def record_of(release_id: str, release_sha256: str, release_sequence: int) -> str:
    """Content of the record of a release: what `sha256sum --check` reads, and a comment that keeps the order of releases."""
    return f"{release_sha256}  {release_id}.duckdb\n{_SEQUENCE}{release_sequence}\n"


def _sequence(release: Path) -> int | None:
    """Sequence of a release as its record keeps it; None where that is lost or of an earlier version."""
    record = release.with_suffix(".sha256")
    try:
        lines = record.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # lost, or not to be read: what must be known of it asks `recorded`, which says so
        return None
    said = next((line.removeprefix(_SEQUENCE) for line in lines if line.startswith(_SEQUENCE)), "")
    return int(said) if said.isdecimal() and said.isascii() else None
