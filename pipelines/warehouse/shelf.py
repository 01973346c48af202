"""The folder releases/: which files are releases tells their name; whatever else lies there is left alone."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipelines.errors import PublicationError

INSTANT = "%Y%m%dT%H%M%S%fZ"
_RELEASE_ID = re.compile(r"\d{8}T\d{12}Z-[0-9a-f]{12}")


def releases(folder: Path) -> list[Path]:
    """Files of the releases of a warehouse, oldest first; links and folders are none."""
    shelf = folder / "releases"
    found = shelf.iterdir() if shelf.is_dir() else ()
    return sorted(path for path in found if is_of_a_release(path, ".duckdb") and path.is_file() and not path.is_symlink())


def newest_release(folder: Path) -> Path | None:
    """The file of the newest release; None before the first."""
    return max(releases(folder), default=None)


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
