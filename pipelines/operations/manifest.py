"""The list of files of a backup: what it must hold to be put back."""

import fcntl
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from pipelines.errors import BackupBusyError, BackupError, remedy_of_the_system
from pipelines.folders import Folders
from pipelines.journal import contents_of, examine
from pipelines.warehouse.files import sha256

MANIFEST = "SHA256SUMS"
PARTS = {"archive": ("raw", "archive"), "reference": ("raw", "reference"), "releases": ("warehouse", "releases")}
"""Folder of the backup → where it lies below the root."""
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_SEAL = "# all files; SHA-256 of the lines above: "
"""Begins the last line, which `sha256sum --check` passes over: without it a list that was cut would look whole."""
_FAULTS_SHOWN = 20


@dataclass(frozen=True)
class Manifest:
    """What the list of a backup says."""

    sums: dict[str, str]
    """Path below the backup → hash."""
    is_sealed: bool
    """Whether its last line tells that no line is missing; an earlier version wrote none."""
    is_staged: bool = False
    """Whether it is that of a backup that was stopped as it put its files in place: some still lie beside."""

    def file(self, backup: Path, path: str) -> Path:
        """Where a file of the backup lies."""
        staged = part_of(backup / path)
        return staged if self.is_staged and staged.is_file() else backup / path


def manifest_text(sums: dict[str, str]) -> bytes:
    """The list of these files, sealed."""
    lines = "".join(f"{found}  {path}\n" for path, found in sorted(sums.items())).encode()
    return lines + f"{_SEAL}{hashlib.sha256(lines).hexdigest()}\n".encode()


def part_of(target: Path) -> Path:
    """Where a file lies until it is put in its place."""
    return target.with_name(f".{target.name}.part")


def whole_manifest(backup: Path) -> Manifest:
    """The list of a backup that holds all that it must: each file named is what it was, and no other belongs to it.

    Of one that was stopped as it put its files in place, the list that it was about to put there.

    Raises:
        BackupError: lists what is missing or changed; or there is no backup.
    """
    try:
        manifest = read_manifest(backup)
        _require_whole(backup, manifest)
    except BackupError as error:
        if not part_of(backup / MANIFEST).is_file():
            raise
        try:
            manifest = replace(read_manifest(backup, part_of(Path(MANIFEST)).name), is_staged=True)
            _require_whole(backup, manifest)
        except BackupError:  # it was stopped before, so what it held counts
            raise error from None
    return manifest


def read_manifest(backup: Path, name: str = MANIFEST) -> Manifest:
    """Read the list of a backup.

    Raises:
        BackupError: there is none, it was changed or cut since it was written, or it leads out of the backup.
    """
    try:
        text = (backup / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BackupError(
            f"no backup lies there ({MANIFEST} cannot be read: {error})",
            where=str(backup),
            remedy="name the folder that `make backup TO=…` wrote",
        ) from error
    *lines, last = text.splitlines(keepends=True) or [""]
    is_sealed = last.startswith(_SEAL)
    sums = dict(_entry(line, backup) for line in (lines if is_sealed else [*lines, *filter(None, [last])]))
    if is_sealed and last.removeprefix(_SEAL).strip() != hashlib.sha256("".join(lines).encode()).hexdigest():
        raise BackupError(f"{MANIFEST} has lost or changed lines", where=str(backup), remedy="use another backup")
    return Manifest(sums, is_sealed)


def _entry(line: str, backup: Path) -> tuple[str, str]:
    found = _LINE.fullmatch(line.removesuffix("\n"))
    path = PurePosixPath(found[2]) if found else PurePosixPath("/")
    if not found or path.is_absolute() or ".." in path.parts or path.parts[0] not in PARTS:
        raise BackupError(f"a line of {MANIFEST} is none: {line[:80]!r}", where=str(backup), remedy="use another backup")
    return found[2], found[1]


def _require_whole(backup: Path, manifest: Manifest) -> None:
    if faults := list(_faults(backup, manifest)):
        raise damaged(faults, backup, "use another backup, or the same file of another one; nothing was put back")


def _faults(backup: Path, manifest: Manifest) -> Iterator[str]:
    sums = manifest.sums
    for path, expected in sums.items():
        file = manifest.file(backup, path)
        if not file.is_file():
            yield f"{file}: missing"
        elif sha256(file) != expected:
            yield f"{file}: changed"
    if not any(path.startswith("reference/") for path in sums):
        yield f"{backup / MANIFEST}: it names no register, so it was cut"
    for path in sums:
        if path.startswith("archive/") and path.endswith(".jsonl"):
            yield from _unlisted_contents(backup, path, manifest)
    if not manifest.is_sealed:
        yield from (f"{backup / path}: {MANIFEST} does not name it, so it was cut" for path in sorted(lying(backup) - {*sums}))


def _unlisted_contents(backup: Path, journal: str, manifest: Manifest) -> Iterator[str]:
    held = manifest.file(backup, journal)
    lines = examine(held.read_bytes(), contents_of).readable if held.is_file() else []
    for content in dict.fromkeys(content for line in lines for content in line):
        if f"archive/objects/{content[:2]}/{content}" not in manifest.sums:
            yield f"{backup / MANIFEST}: it does not name the content {content} of {journal}"


def lying(backup: Path) -> set[str]:
    """Files that lie in a backup, but for those that a killed run left half written."""
    files = (path for part in PARTS for path in (backup / part).rglob("*") if path.is_file())
    return {path.relative_to(backup).as_posix() for path in files if not path.name.startswith(".")}


def damaged(
    faults: Iterable[str],
    where: Path,
    remedy: str = "put back those files from a backup, then run again; the backup is as it was",
) -> BackupError:
    """The fault that files are damaged, with the first of them."""
    faults = list(faults)
    more = [f"  and {len(faults) - _FAULTS_SHOWN} more"] if len(faults) > _FAULTS_SHOWN else []
    listed = "\n".join([*(f"  {fault}" for fault in faults[:_FAULTS_SHOWN]), *more])
    return BackupError(f"{len(faults)} file(s) are damaged:\n{listed}", where=str(where), remedy=remedy)


@contextmanager
def alone(backup: Path) -> Iterator[None]:
    """Keep others from making a backup in the same folder, which is made where it is missing.

    Raises:
        BackupBusyError: another one is being made there.
    """
    backup.mkdir(parents=True, exist_ok=True)
    folder = os.open(backup, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupBusyError(
                "another backup is being made there", where=str(backup), remedy="none; run again when that one has ended"
            ) from error
        except OSError:  # a share that knows no locks of folders: then nothing keeps two apart, as before there was one
            pass
        yield
    finally:
        os.close(folder)


def not_made(folders: Folders, backup: Path, error: OSError) -> BackupError:
    """The fault of whichever end it is: what is backed up, or the disk of the backup."""
    named = Path(error.filename) if isinstance(error.filename, str) and error.filename2 is None else backup
    if any(named.is_relative_to(folder) for folder in (folders.root / "raw", folders.warehouse)):
        return BackupError(
            f"what is to be backed up cannot be read: {error}",
            where=str(folders.archive if named.is_relative_to(folders.archive) else named.parent),
            remedy=remedy_of_the_system(error) or "see to what the system says of it, then run again; the backup is as it was",
        )
    return BackupError(
        f"the backup could not be written: {error}",
        where=str(backup),
        remedy="see that the disk is there, has room and can be written, then run again; what it held is still whole",
    )
