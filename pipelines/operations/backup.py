"""Backup and restore of what cannot be made again: archive, journals, registers and releases; all else is built from them.

<backup>/archive/objects/…   contents by their hash, as in raw/archive; never changed, never removed
<backup>/archive/*.jsonl     journals; each is the one before it with more lines
<backup>/reference/*         registers as they lie in raw/reference
<backup>/releases/*          releases with their records and pages
<backup>/SHA256SUMS          hash of every file above, as `sha256sum --check` reads it; written last
"""

import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from pipelines.errors import BackupError
from pipelines.folders import Folders
from pipelines.intake.archive import UNNAMED, Archive
from pipelines.journal import examine
from pipelines.warehouse.shelf import JOURNAL, is_of_a_release, releases

MANIFEST = "SHA256SUMS"
_PARTS = {"archive": ("raw", "archive"), "reference": ("raw", "reference"), "releases": ("warehouse", "releases")}
"""Folder of the backup → where it lies below the root."""
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_FAULTS_SHOWN = 20


def back_up(folders: Folders, backup: Path) -> list[Path]:
    """Bring a backup up to date, every file compared with its hash; a good backup is never replaced by a damaged state.

    Returns:
        files that were copied, below the backup.

    Raises:
        BackupError: the folder cannot serve, a content or journal is damaged, or the disk does not let it be written.
    """
    _refuse_place(folders, backup)
    if not folders.reference.is_dir() or not _registers(folders):
        raise BackupError(
            "no registers lie there, so there is nothing to back up",
            where=str(folders.reference),
            remedy="see that UNIT_RETURNS_ROOT names the folder that holds raw/ and warehouse/",
        )
    copied: list[Path] = []
    try:
        journals = {path.name: path.read_bytes() for path in sorted(folders.archive.glob("*.jsonl"))}
        _refuse_shorter(journals, folders.archive, backup)
        sums = _copy_contents(folders, backup, copied)
        for name, content in journals.items():
            sums[f"archive/{name}"] = _write(backup / "archive" / name, content, copied)
        for name, sources in (("reference", _registers(folders)), ("releases", _releases(folders))):
            kept = {source.name for source in sources}
            for source in sources:
                if name == "releases" and not source.exists():
                    continue  # a night removed it meanwhile, as the oldest
                sums[f"{name}/{source.name}"] = _copy(source, backup / name / source.name, copied)
            for old in (backup / name).glob("*"):
                if old.name not in kept:
                    old.unlink()
        os.sync()
        lines = "".join(f"{found}  {path}\n" for path, found in sorted(sums.items()))
        _write(backup / MANIFEST, lines.encode(), [])
        os.sync()
    except OSError as error:
        raise BackupError(
            f"the backup could not be written: {error}",
            where=str(backup),
            remedy="see that the disk is there, has room and can be written, then run again; what it held is still whole",
        ) from error
    return copied


def restore(backup: Path, folders: Folders) -> int:
    """Put a backup back on a machine that has received nothing yet, every file compared with its hash before and after.

    Registers that lie there already are set aside; what waits in raw/returns stays.

    Returns:
        files put back.

    Raises:
        BackupError: there is no backup, it is damaged, something lies where it belongs, or the disk cannot be written.
    """
    aside = folders.reference.with_name("reference.before_restore")
    empty = [folders.archive, folders.warehouse / "releases", *([aside] if folders.reference.exists() else [])]
    taken = [path for path in empty if path.exists() and any(path.iterdir())]
    if taken:
        raise BackupError(
            "something lies where the backup belongs; nothing was changed",
            where=", ".join(map(str, taken)),
            remedy="move it away, or name an empty folder: UNIT_RETURNS_ROOT=… make restore FROM=…",
        )
    sums = _read_manifest(backup)
    _refuse_damaged(backup, sums)
    part = folders.root / ".restore"
    try:
        shutil.rmtree(part, ignore_errors=True)
        for name in _PARTS:
            (part / name).mkdir(parents=True)
        for path, expected in sums.items():
            target = part / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if _copy(backup / path, target, []) != expected:
                raise BackupError("changed while it was read", where=str(backup / path), remedy="run again; check the disk")
        os.sync()
        (folders.root / "raw" / "returns").mkdir(parents=True, exist_ok=True)
        if folders.reference.exists():
            folders.reference.rename(aside)
        for name, below in _PARTS.items():
            target = folders.root.joinpath(*below)
            target.parent.mkdir(parents=True, exist_ok=True)
            (part / name).replace(target)
        part.rmdir()
    except OSError as error:
        raise BackupError(
            f"it could not be put back: {error}",
            where=str(folders.root),
            remedy="make room on the disk, or let it be written; remove raw/archive and warehouse/releases there and run again",
        ) from error
    if faults := [fault for fault in Archive(folders.archive).verify() if UNNAMED not in fault]:
        raise _damaged(faults, folders.archive)
    return len(sums)


def _refuse_place(folders: Folders, backup: Path) -> None:
    place = backup.resolve()
    inside = [folder for folder in (folders.root / "raw", folders.warehouse) if place.is_relative_to(folder.resolve())]
    holds = place == folders.root or folders.root.is_relative_to(place)
    is_ours = not backup.exists() or (backup.is_dir() and {path.name for path in backup.iterdir()} <= {*_PARTS, MANIFEST})
    if inside or holds or not is_ours:
        raise BackupError(
            "a backup cannot lie there: it is part of what is backed up, or holds other things",
            where=str(backup),
            remedy="name a folder of its own, on another disk: make backup TO=/mnt/backup/unit-returns",
        )


def _refuse_shorter(journals: dict[str, bytes], folder: Path, backup: Path) -> None:
    """A journal is only ever appended to: one that does not begin as the backed-up one did has lost or changed lines."""
    if faults := [f"{name}: {fault}" for name, content in journals.items() if (fault := examine(content, dict).fault)]:
        raise _damaged(faults, folder, "run `make nightly`, which mends a journal as far as it can; else put the backup's back")
    for old in sorted((backup / "archive").glob("*.jsonl")):
        held = old.read_bytes()
        if not journals.get(old.name, b"").startswith(held[: held.rfind(b"\n") + 1]):
            raise BackupError(
                f"journal {old.name} does not begin as the one in the backup does: lines of it were lost or changed",
                where=str(backup),
                remedy=f"compare it with {old}, which is left as it is; where the backup is right, copy that one back; "
                "where the journal was rebuilt on purpose, back up into a new folder",
            )


def _copy_contents(folders: Folders, backup: Path, copied: list[Path]) -> dict[str, str]:
    """Copy every content, also one that no journal names, for a journal may have lost its end.

    Returns:
        path below the backup → hash.
    """
    archive, sums, faults = Archive(folders.archive), {}, []
    for file_sha256 in sorted(archive.contents()):
        source = archive.object_path(file_sha256)
        target = backup / "archive" / source.relative_to(folders.archive)
        content = source.read_bytes() if source.is_file() else b""
        if hashlib.sha256(content).hexdigest() == file_sha256:
            sums[target.relative_to(backup).as_posix()] = _write(target, content, copied)
        else:
            is_held = target.is_file() and hashlib.sha256(target.read_bytes()).hexdigest() == file_sha256
            faults.append(
                f"{source}: {'changed' if content else 'missing'}" + (f"; the backup has it: {target}" if is_held else "")
            )
    if faults:
        raise _damaged(faults, folders.archive)
    return sums


def _registers(folders: Folders) -> list[Path]:
    return sorted(path for path in folders.reference.iterdir() if path.is_file() and not path.name.startswith("."))


def _releases(folders: Folders) -> list[Path]:
    """Files of the releases and their journal; one that the night removes meanwhile is not missed."""
    suffixes = (".duckdb", ".sha256", ".html")
    held = {path.stem for path in releases(folders.warehouse)}
    shelf = sorted((folders.warehouse / "releases").glob("*"))
    found = [path for path in shelf if path.stem in held and any(is_of_a_release(path, suffix) for suffix in suffixes)]
    return [*found, *(path for path in shelf if found and path.name == JOURNAL)]


def _copy(source: Path, target: Path, copied: list[Path]) -> str:
    """Put a copy of a file at a path, whole or not at all, unless it lies there; returns its hash. It may exceed memory."""
    found = _sha256(source)
    if not (target.is_file() and _sha256(target) == found):
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.part")
        shutil.copyfile(source, part)
        if _sha256(part) != found:
            raise BackupError(
                "changed while it was copied, or reads back other than it was written",
                where=f"{source} to {target}",
                remedy="run again; when it says so again, check both disks",
            )
        part.replace(target)
        copied.append(target)
    return found


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(target: Path, content: bytes, copied: list[Path]) -> str:
    """Put a content at a path, whole or not at all, unless it lies there; returns its hash."""
    if not (target.is_file() and target.read_bytes() == content):
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.part")
        part.write_bytes(content)
        part.replace(target)
        if target.read_bytes() != content:
            raise BackupError("reads back other than it was written", where=str(target), remedy="check that disk; use another")
        copied.append(target)
    return hashlib.sha256(content).hexdigest()


def _read_manifest(backup: Path) -> dict[str, str]:
    """Path below the backup → its hash."""
    try:
        lines = (backup / MANIFEST).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BackupError(
            f"no backup lies there ({MANIFEST} cannot be read: {error})",
            where=str(backup),
            remedy="name the folder that `make backup TO=…` wrote",
        ) from error
    sums = {}
    for line in lines:
        found = _LINE.fullmatch(line)
        path = PurePosixPath(found[2]) if found else PurePosixPath("/")
        if not found or path.is_absolute() or ".." in path.parts or path.parts[0] not in _PARTS:
            raise BackupError(f"a line of {MANIFEST} is none: {line[:80]!r}", where=str(backup), remedy="use another backup")
        sums[found[2]] = found[1]
    return sums


def _refuse_damaged(backup: Path, sums: dict[str, str]) -> None:
    def faults() -> Iterator[str]:
        for path, expected in sums.items():
            file = backup / path
            if not file.is_file():
                yield f"{file}: missing"
            elif _sha256(file) != expected:
                yield f"{file}: changed"

    if found := list(faults()):
        raise _damaged(found, backup, "use another backup, or the same file of another one; nothing was put back")


def _damaged(
    faults: Iterable[str],
    where: Path,
    remedy: str = "put back those files from a backup, then run again; the backup is as it was",
) -> BackupError:
    faults = list(faults)
    more = [f"  and {len(faults) - _FAULTS_SHOWN} more"] if len(faults) > _FAULTS_SHOWN else []
    listed = "\n".join([*(f"  {fault}" for fault in faults[:_FAULTS_SHOWN]), *more])
    return BackupError(f"{len(faults)} file(s) are damaged:\n{listed}", where=str(where), remedy=remedy)
