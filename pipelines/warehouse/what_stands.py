"""What analysts read after a run that failed: said only after it was opened and compared, and put right where it can be."""

from pathlib import Path

import duckdb

from pipelines.errors import PipelineError, WarehouseBusyError
from pipelines.warehouse.build import locked
from pipelines.warehouse.connection import connect
from pipelines.warehouse.files import copy_release, sha256
from pipelines.warehouse.obstacles import logs
from pipelines.warehouse.release import PUBLISHED
from pipelines.warehouse.shelf import newest_release, recorded, releases

_NOTHING = "nothing whole is published: mend what failed and run again"


def what_stands(folder: Path) -> str:
    """In words, which release lies at the published path; where none lies there, the newest that is whole is put there.

    Never fails: what cannot be compared or put back is said.
    """
    if newest_release(folder) is None:
        return "nothing is published yet"
    try:
        with locked(folder, 0):
            return _confirmed(folder)
    except WarehouseBusyError:
        return "another run is under way, so what is published was not looked at"
    except (OSError, PipelineError, duckdb.Error) as error:
        said = " ".join((error.what if isinstance(error, PipelineError) else str(error)).split())
        return f"what is published could not be compared or put right ({said}); {_NOTHING}"


def _confirmed(folder: Path) -> str:
    """Compare, and put right; nobody else writes meanwhile."""
    published, shelf = folder / PUBLISHED, list(reversed(releases(folder)))
    for log in logs(folder, PUBLISHED):
        log.unlink()
    lies_there = sha256(published) if published.is_file() and not published.is_symlink() else None
    for release in shelf:
        if lies_there and lies_there == (recorded(release) or sha256(release)):
            _open(published)
            older = "" if release == shelf[0] else ", not the last one,"
            return f"analysts read release {release.stem}{older} as it was published"
    whole = next((release for release in shelf if recorded(release) == sha256(release)), None)
    if whole is None:
        return f"neither {PUBLISHED} nor any release is what was published; {_NOTHING}"
    copy_release(whole, published)
    _open(published)
    was = "was missing" if lies_there is None else "was not a release as it was published"
    return f"{PUBLISHED} {was}; release {whole.stem} was put there"


def _open(published: Path) -> None:
    with connect(published, read_only=True) as db:
        db.execute("select count(*) from duckdb_tables()").fetchall()
