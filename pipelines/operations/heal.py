"""What the archive lost and lies elsewhere whole is put back by whatever reads all hashes: a night does not."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from pipelines.errors import BackupError, PipelineError
from pipelines.folders import Folders, require_parent
from pipelines.intake.archive import Archive
from pipelines.intake.freezes import Freezes
from pipelines.intake.publications import Publications
from pipelines.intake.soundness import put_back
from pipelines.operations.alarms import Alarm
from pipelines.operations.backup import BackedUp, back_up
from pipelines.operations.watch import look
from pipelines.reference.documents import registers_in
from pipelines.warehouse.build import locked


def heal(folders: Folders) -> list[str]:
    """Put back contents from raw/returns, registers from raw/reference, and notes of releases from these; one line each.

    While a night runs nothing is: it may be at the same contents. What cannot be put back stays a fault of the archive.
    """
    told: list[str] = []
    archive = Archive(folders.archive)
    with suppress(PipelineError, OSError), locked(folders.warehouse, 0):
        _, faults, told = put_back(archive, sorted(archive.named()), folders.returns)
        for path in registers_in(folders.reference) if faults else ():
            content = path.read_bytes()
            if fault := faults.pop(file_sha256 := hashlib.sha256(content).hexdigest(), None):
                archive.keep(file_sha256, content)
                told.append(f"the archived content of {path.name} {fault}; put back from raw/reference")
        told += Publications(folders.archive).put_back(folders.warehouse) if faults else []
    return told


def verified(folders: Folders, tell: Callable[[str], object]) -> list[str]:
    """Faults of the archive, one line each, after what can be put back was; that is told."""
    require_parent(folders.archive)
    archive, freezes = Archive(folders.archive), Freezes(folders.archive)
    faults = freezes.name(archive.verify())
    return freezes.name(archive.verify()) if faults and _healed(folders, tell) else faults


def looked(folders: Folders, now: datetime, tell: Callable[[str], object]) -> list[Alarm]:
    """What the dead man's check finds, after what can be put back was."""
    found = look(folders, now)
    return look(folders, now) if any(alarm.kind == "archive" for alarm in found) and _healed(folders, tell) else found


def backed_up(folders: Folders, backup: Path, tell: Callable[[str], object]) -> BackedUp:
    """Back up; an archive that is damaged is healed first, where it can be.

    Raises:
        BackupError: as `back_up`.
    """
    try:
        return back_up(folders, backup)
    except BackupError as error:
        if error.where != str(folders.archive) or not _healed(folders, tell):
            raise
    return back_up(folders, backup)


def _healed(folders: Folders, tell: Callable[[str], object]) -> bool:
    told = heal(folders)
    for line in told:
        tell(line)
    return bool(told)
