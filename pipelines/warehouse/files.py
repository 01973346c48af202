"""How releases are written, copied and compared: whole or not at all, read-only, byte for byte."""

import hashlib
import os
from pathlib import Path

from pipelines.errors import AuditError
from pipelines.warehouse.shelf import recorded

READ_ONLY = 0o444


def copy_release(release: Path, target: Path) -> None:
    """Put a copy of a release at a path by an atomic rename, also at its own."""
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)  # of a run that was killed: read-only, so that it cannot be written over
    digest = hashlib.sha256()
    with release.open("rb") as source, part.open("wb") as copy:
        while chunk := source.read(1 << 20):
            digest.update(chunk)
            copy.write(chunk)
    if digest.hexdigest() != recorded(release):
        raise AuditError("the release is no longer what was recorded", where=str(release), remedy="run again; check the disk")
    replace_durably(part, target)


def replace_durably(source: Path, target: Path) -> None:
    """Rename, read-only, so that after a power cut the target is the old file or the whole new one."""
    source.chmod(READ_ONLY)
    _sync(source)
    source.replace(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256(path: Path) -> str:
    """Hash of a file, which may exceed memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def size_and_time(path: Path) -> tuple[int, int]:
    """Size of a file, and when it was last changed (nanoseconds since 1970)."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns
