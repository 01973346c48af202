"""What lies at the published path: whether it is the release that it claims to be, and who may write to it."""

import fcntl
import stat
from pathlib import Path

from pipelines.warehouse.files import READ_ONLY, are_alike, sha256
from pipelines.warehouse.shelf import recorded


def holds_release(published: Path, last: Path, *, is_intact: bool) -> bool:
    """Whether the published file is a file of its own with the bytes that the last release had when it was written."""
    if published.is_symlink() or not published.is_file():
        return False
    known = recorded(last)
    return are_alike(published, last) if is_intact or known is None else sha256(published) == known


def faults_of_published(published: Path, last: Path | None, *, holds_last: bool) -> list[str]:
    """How the published file differs from the release that it claims to be: the last one."""
    if last is None:
        return []
    if published.is_symlink() or not published.is_file():
        return [f"{published.name} was {'a link' if published.is_symlink() else 'missing'}; put back"]
    faults = []
    if not holds_last:
        faults.append(f"{published.name} was not release {last.stem}: altered, or left by a crash; replaced")
    elif not is_read_only(published):
        faults.append(f"{published.name} could be written to; replaced by a copy that cannot")
    if _is_held_by_a_writer(published):
        faults.append(
            f"another process has {published.name} open for writing: nothing it writes is published; let it close the file"
        )
    return faults


def is_open_to_writers(path: Path, release: Path | None) -> bool:
    """Whether somebody may be writing to a file, now or later, though its bytes are still those of a release."""
    if path.is_symlink() or not path.is_file():
        return False
    is_the_releases_own = release is not None and path != release and path.samefile(release)
    has_log = any(path.parent.glob(f"{path.name}.wal*"))
    return has_log or is_the_releases_own or not is_read_only(path) or _is_held_by_a_writer(path)


def is_read_only(path: Path) -> bool:
    """Whether nobody may write to it, by its mode."""
    return stat.S_IMODE(path.stat().st_mode) == READ_ONLY


def _is_held_by_a_writer(published: Path) -> bool:
    """Whether another process holds the file as DuckDB does for writing."""
    with published.open("rb") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False
