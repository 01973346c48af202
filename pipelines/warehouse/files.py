"""How releases are written, copied and compared: whole or not at all, read-only, byte for byte."""

import errno
import hashlib
import os
import shutil
from pathlib import Path
from typing import BinaryIO

from pipelines.errors import AuditError
from pipelines.warehouse.shelf import recorded

READ_ONLY = 0o444
_CHUNK = 1 << 20
_NOT_BY_THE_KERNEL = (errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM)
"""What the kernel says where it cannot copy between two files, and a program can."""


def copy_release(release: Path, target: Path) -> None:
    """Put a copy of a release at a path by an atomic rename, also at its own.

    Raises:
        AuditError: the copy does not hold what was recorded of the release.
    """
    part = copied(release, target)
    if sha256(part) != recorded(release):
        raise AuditError("the release is no longer what was recorded", where=str(release), remedy="run again; check the disk")
    replace_durably(part, target)


def copied(source: Path, target: Path) -> Path:
    """Copy a file to where it waits to be renamed to `target`."""
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)  # of a run that was killed: read-only, so that it cannot be written over
    with source.open("rb") as file:
        copy_bytes(file, part)
    return part


def copy_bytes(source: BinaryIO, target: Path) -> None:
    """Copy an open file, all of it, by the kernel alone: a file system that can lets both share what they have alike."""
    size, done = os.fstat(source.fileno()).st_size, 0
    with target.open("wb") as copy:
        try:
            while done < size and (count := os.copy_file_range(source.fileno(), copy.fileno(), size - done, done)):
                done += count
        except OSError as error:
            if error.errno not in _NOT_BY_THE_KERNEL:
                raise
        if done < size:
            source.seek(done)
            shutil.copyfileobj(source, copy, _CHUNK)


def are_alike(one: Path, other: Path) -> bool:
    """Whether two files hold the same bytes, which takes a quarter of the time of a hash."""
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as of_one, other.open("rb") as of_other:
        while chunk := of_one.read(_CHUNK):
            if chunk != of_other.read(_CHUNK):
                return False
    return True


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
