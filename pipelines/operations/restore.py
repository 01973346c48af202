"""Puts a backup back: whole or not at all."""

import os
import shutil
from pathlib import Path

from pipelines.errors import BackupError
from pipelines.folders import Folders
from pipelines.intake.archive import UNNAMED, Archive
from pipelines.operations.manifest import PARTS, damaged, read_manifest, require_whole, sha256


def restore(backup: Path, folders: Folders) -> int:
    """Put a backup back on a machine that has received nothing yet, every file compared with its hash before and after.

    Registers that lie there already are set aside; what waits in raw/returns stays.

    Returns:
        files put back.

    Raises:
        BackupError: there is no backup, it is cut or damaged, something lies where it belongs, or the disk cannot be written.
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
    manifest = read_manifest(backup)
    require_whole(backup, manifest)
    part = folders.root / ".restore"
    try:
        shutil.rmtree(part, ignore_errors=True)
        for name in PARTS:
            (part / name).mkdir(parents=True)
        for path, expected in manifest.sums.items():
            target = part / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(backup / path, target)
            if sha256(target) != expected:
                raise BackupError("changed while it was read", where=str(backup / path), remedy="run again; check the disk")
        os.sync()
        (folders.root / "raw" / "returns").mkdir(parents=True, exist_ok=True)
        if folders.reference.exists():
            folders.reference.rename(aside)
        for name, below in PARTS.items():
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
        raise damaged(faults, folders.archive)
    return len(manifest.sums)
