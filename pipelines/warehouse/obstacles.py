"""What lies where the warehouse writes and does not belong there: remains of a crash are removed, all else is set aside."""

import os
import shutil
from pathlib import Path

import duckdb

from pipelines.folders import remove_folder
from pipelines.warehouse.connection import connect
from pipelines.warehouse.made import contents
from pipelines.warehouse.repairs import FILE as REPAIRS
from pipelines.warehouse.shelf import JOURNAL, is_of_a_release, recorded, releases

PAGES = ("reports", "slips", "templates", "data_docs", ".data_docs", "as_of")
"""Folders of the warehouse with pages and past states, made beside the release; data_docs is a link to one."""
NOTES = (
    "last_words.txt",
    "failures.txt",
    "confirmed.json",
    "unkept.json",
    "alarms.json",
    "alarms.lock",
    "backed_up.json",
    REPAIRS,
)
"""Files of the warehouse in which its commands keep what they are to know of one another."""
SET_ASIDE = "set_aside"
"""Folder of the warehouse for what lay in the way, as it was."""


def clear_folders(folder: Path) -> list[str]:
    """Set aside whatever is no folder where a run keeps what it makes beside the release; one line each."""
    found = [folder / name for name in PAGES if os.path.lexists(folder / name) and not (folder / name).is_dir()]
    return [set_aside(path, folder, "not a folder") for path in found]


def clear_notes(folder: Path) -> list[str]:
    """Set aside folders where commands keep their notes; one line each."""
    ours = [folder / name for note in NOTES for name in (note, f".{note}.part")]
    return [set_aside(path, folder, "a folder where a file belongs") for path in ours if path.is_dir()]


def clear_the_way(folder: Path, published: str) -> list[str]:
    """Set aside folders where a publication writes files, and whatever is no folder where its releases lie; one line each."""
    shelf = folder / "releases"
    told = []
    if os.path.lexists(shelf) and not shelf.is_dir():
        told.append(set_aside(shelf, folder, "not a folder"))
    ours = [
        shelf / JOURNAL,
        folder / published,
        folder / f".{published}.part",
        *folder.glob(f"{published}.wal*"),
        *shelf.glob(".*.part*"),
    ]
    if shelf.is_dir():
        suffixes = (".sha256", ".html", ".duckdb.wal")
        ours += [path for path in shelf.iterdir() if any(is_of_a_release(path, suffix) for suffix in suffixes)]
    return told + [
        set_aside(path, folder, "a folder where a file belongs")
        for path in sorted(ours)
        if path.is_dir() and not path.is_symlink()
    ]


def set_aside_garbage(folder: Path) -> list[str]:
    """Set aside releases that are no database and that no record vouches for, with what lies beside them; one line each."""
    told = []
    for release in releases(folder):
        if recorded(release) is None and not _can_be_read(release):
            told.append(set_aside(release, folder, "no database, and no record tells what it was"))
            for beside in (release.with_suffix(suffix) for suffix in (".sha256", ".html")):
                if beside.is_file():
                    set_aside(beside, folder, "beside it")
    return told


def _can_be_read(path: Path) -> bool:
    """Whether a file is a database of which every row can be read."""
    if not begins_as_a_database(path):
        return False
    try:
        with connect(path, read_only=True) as db:
            contents(db)
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error:
        return False
    return True


def begins_as_a_database(path: Path) -> bool:
    """Whether a file begins as one of DuckDB's own format; anything else it may take for that of an extension."""
    with path.open("rb") as file:
        return file.read(12)[8:] == b"DUCK"


def logs(folder: Path, published: str) -> list[Path]:
    """Write-ahead logs of the published file and of releases: DuckDB would replay them over whatever lies there."""
    shelf = [path for path in folder.glob("releases/*.duckdb.wal*") if is_of_a_release(path, path.name[path.name.find(".") :])]
    return sorted([*folder.glob(f"{published}.wal*"), *shelf])


def remove_parts(folder: Path) -> None:
    """Remove what a crash left half written."""
    shelf = folder / "releases"
    for part in [*shelf.glob(".*.part*"), *folder.glob(".analytics.*part*")]:
        part.unlink()
    for record in shelf.glob("*.sha256"):
        if is_of_a_release(record, ".sha256") and not record.with_suffix(".duckdb").exists():
            record.unlink()


def set_aside_build(build: Path) -> Path:
    """Rename a build file that is no database to 'build.duckdb.broken-<n>', with its log; only the last such one is kept."""
    earlier = sorted(build.parent.glob(f"{build.name}.broken-*"))
    numbers = [path.name.removesuffix(".wal").rpartition("-")[2] for path in earlier]
    broken = build.with_name(f"{build.name}.broken-{max((int(n) for n in numbers if n.isdecimal()), default=0) + 1}")
    for suffix in ("", ".wal"):
        if os.path.lexists(f"{build}{suffix}"):
            Path(f"{build}{suffix}").replace(f"{broken}{suffix}")
    for path in earlier:
        if path.is_dir() and not path.is_symlink():
            remove_folder(path)
        else:
            path.unlink()
    return broken


def set_aside(path: Path, folder: Path, what: str) -> str:
    """Move what lies in the way to set_aside/<n>-<name> of the warehouse; what was done, in a line."""
    kept = folder / SET_ASIDE
    kept.mkdir(parents=True, exist_ok=True)
    number = 1
    while os.path.lexists(kept / f"{number}-{path.name}"):
        number += 1
    shutil.move(path, kept / f"{number}-{path.name}")
    name = path.relative_to(folder) if path.is_relative_to(folder) else path
    return f"{name} was {what}; moved to {SET_ASIDE}/{number}-{path.name}"
