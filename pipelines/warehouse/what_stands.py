"""What analysts read after a run that failed: said only after it was opened and compared, and put right where it can be."""

import os
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
        if found := _as_published(folder):
            return found
        with locked(folder, 0):
            return _as_published(folder) or _put_right(folder)
    except WarehouseBusyError:
        return "another run is under way, so what is published was not looked at"
    except (OSError, PipelineError, duckdb.Error) as error:
        said = " ".join((error.what if isinstance(error, PipelineError) else str(error)).split())
        return f"what is published is not what was released, and could not be put right ({said}); {_NOTHING}"


def _as_published(folder: Path) -> str | None:
    """What lies at the published path, if it is a release as it was published and opens; None if not."""
    published = folder / PUBLISHED
    if not published.is_file() or published.is_symlink() or logs(folder, PUBLISHED):
        return None
    lies_there, last = sha256(published), newest_release(folder)
    for release in reversed(releases(folder)):
        if lies_there == (recorded(release) or sha256(release)):
            _open(published)
            older = "" if release == last else ", not the last one,"
            return f"analysts read release {release.stem}{older} as it was published"
    return None


def _put_right(folder: Path) -> str:
    """Put the newest release that is whole at the published path; nobody else writes meanwhile."""
    published = folder / PUBLISHED
    was = "was not a release as it was published" if os.path.lexists(published) else "was missing"
    for log in logs(folder, PUBLISHED):
        log.unlink()
    whole = next((release for release in reversed(releases(folder)) if recorded(release) == sha256(release)), None)
    if whole is None:
        return f"neither {PUBLISHED} nor any release is what was published; {_NOTHING}"
    copy_release(whole, published)
    _open(published)
    return f"{PUBLISHED} {was}; release {whole.stem} was put there"


def _open(published: Path) -> None:
    with connect(published, read_only=True) as db:
        db.execute("select count(*) from duckdb_tables()").fetchall()
