"""The folder releases/: which files are releases tells their name; whatever else lies there is left alone.

Their order is that of journal.jsonl, one line per release, and not that of the clock, which may be wrong for a night.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipelines.errors import PublicationError
from pipelines.journal import Journal

JOURNAL = "journal.jsonl"
INSTANT = "%Y%m%dT%H%M%S%fZ"
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

    One that the journal does not name, from before there was one or from elsewhere, stands where its name puts it: after those
    that the journal names if its instant is after theirs, else before them.
    """
    shelf = folder / "releases"
    found = shelf.iterdir() if shelf.is_dir() else ()
    ours = [path for path in found if is_of_a_release(path, ".duckdb") and path.is_file() and not path.is_symlink()]
    entered = journal(folder)
    lines = entered.examine().readable if entered.path.is_file() else []  # what else lies there is set aside by a publication
    sequence = {line.release_id: line.release_sequence for line in lines}
    named = [path for path in ours if path.stem in sequence]
    last = max((path.stem for path in named), default="")
    return [
        *sorted(path for path in ours if path.stem not in sequence and path.stem < last),
        *sorted(named, key=lambda path: sequence[path.stem]),
        *sorted(path for path in ours if path.stem not in sequence and path.stem > last),
    ]


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
    found, _, name = record.read_text(encoding="utf-8", errors="replace").strip().partition("  ")
    return found if name == release.name else None
