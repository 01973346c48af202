"""Backup of what cannot be made again: archive, journals, registers and releases; all else is built from them.

<backup>/archive/objects/…   contents by their hash, as in raw/archive; never changed, never removed
<backup>/archive/*.jsonl     journals; each is the one before it with more lines
<backup>/reference/*         registers as they lay in raw/reference when they last agreed with one another
<backup>/releases/*          releases with their records and pages, each as it was published
<backup>/SHA256SUMS          hash of every file above, as `sha256sum --check` reads it; written last

Until the last step nothing is replaced that an earlier SHA256SUMS names, so a backup that was stopped is the one before. In the
last step all lies ready, its SHA256SUMS too, so one that is stopped then can be put back as it was to be.
"""

import hashlib
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.errors import BackupError, BuildFileError, RegisterError, WarehouseBusyError
from pipelines.folders import Folders
from pipelines.intake.archive import Archive
from pipelines.journal import examine
from pipelines.operations.manifest import (
    MANIFEST,
    PARTS,
    Manifest,
    alone,
    damaged,
    lying,
    manifest_text,
    not_made,
    part_of,
    read_manifest,
)
from pipelines.reference import load_reference
from pipelines.warehouse import RELEASES_KEPT
from pipelines.warehouse.build import locked
from pipelines.warehouse.files import sha256
from pipelines.warehouse.shelf import JOURNAL, recorded, releases

WAIT_SECONDS = 1800
"""How long a backup waits for a night to end."""


@dataclass
class _Backup:
    """A backup that is being brought up to date."""

    folder: Path
    held: dict[str, str]
    """What it held before: path below it → hash."""
    sums: dict[str, str] = field(default_factory=dict)
    """What it is to hold."""
    copied: list[Path] = field(default_factory=list)
    """Files put there now."""
    staged: list[tuple[Path, Path]] = field(default_factory=list)
    """Files that lie beside those that they replace in the end."""
    faults: list[str] = field(default_factory=list)
    """What was not taken, since it is damaged."""

    def keep(self, prefix: str) -> bool:
        """Leave the files whose paths begin so as they are; False where it held none, or one of them has rotted."""
        wanted = {path: found for path, found in self.held.items() if path.startswith(prefix)}
        kept = {path: found for path, found in wanted.items() if _hash_of(self.folder / path) == found}
        self.sums |= kept
        return bool(kept) and kept == wanted

    def copy(self, source: Path, path: str, expected: str) -> None:
        """Put a file of which nobody made another version at a path, whole or not at all. It may exceed memory."""
        target = self.folder / path
        if _hash_of(target) != expected:
            target.parent.mkdir(parents=True, exist_ok=True)
            part = part_of(target)
            shutil.copyfile(source, part)
            if sha256(part) != expected:
                raise BackupError(
                    "changed while it was copied, or reads back other than it was written",
                    where=f"{source} to {target}",
                    remedy="run again; when it says so again, check both disks",
                )
            part.replace(target)
            self.copied.append(target)
        self.sums[path] = expected

    def stage(self, content: bytes, path: str) -> None:
        """Have a content ready to be put at a path."""
        target = self.folder / path
        if not (target.is_file() and target.read_bytes() == content):
            target.parent.mkdir(parents=True, exist_ok=True)
            part = part_of(target)
            part.write_bytes(content)
            if part.read_bytes() != content:
                raise BackupError(
                    "reads back other than it was written", where=str(target), remedy="check that disk; use another"
                )
            self.staged.append((part, target))
        if path != MANIFEST:
            self.sums[path] = hashlib.sha256(content).hexdigest()

    def finish(self) -> None:
        """Put everything that is ready in its place, the list of files last, and remove what it does not name."""
        self.stage(manifest_text(self.sums), MANIFEST)
        os.sync()
        for ready, target in self.staged:
            ready.replace(target)
        self.copied += [target for _, target in self.staged if target.name != MANIFEST]
        os.sync()
        for part in ("reference", "releases"):
            for old in (self.folder / part).glob("*"):
                if f"{part}/{old.name}" not in self.sums:
                    old.unlink()


@dataclass(frozen=True)
class BackedUp:
    """What a backup did."""

    copied: list[Path]
    """Files put there now."""
    unnamed: int
    """Contents in it that no journal names."""


def back_up(folders: Folders, backup: Path, *, wait_seconds: float = WAIT_SECONDS) -> BackedUp:
    """Bring a backup up to date, every file compared with its hash; a good backup is never replaced by a damaged state.

    It waits for a night to end before it looks what there is; a night may begin while it copies, for contents never change.

    Raises:
        BackupBusyError: another backup is being made there.
        BackupError: the folder cannot serve, a content or journal is damaged, or the disk does not let it be written: then
            it is as it was. Or registers or releases are damaged: then all but them is up to date, and those of before stay.
    """
    _refuse_place(folders, backup)
    if not folders.reference.is_dir() or not _registers(folders):
        raise BackupError(
            "no registers lie there, so there is nothing to back up",
            where=str(folders.reference),
            remedy="see that UNIT_RETURNS_ROOT names the folder that holds raw/ and warehouse/",
        )
    try:
        with alone(backup):
            made = _Backup(backup, _held(backup))
            archive = Archive(folders.archive)
            with _no_night(folders, wait_seconds):
                journals = {path.name: path.read_bytes() for path in sorted(folders.archive.glob("*.jsonl"))}
                left, lost = archive.unnamed()
                contents = archive.contents() - {*left}
            _refuse_shorter(journals, folders.archive, backup)
            _copy_contents(archive, contents, made)
            _copy_releases(folders, made)
            _stage_registers(folders, made)
            for name, content in journals.items():
                made.stage(content, f"archive/{name}")
            made.finish()
    except OSError as error:
        raise not_made(folders, backup, error) from error
    if made.faults:
        raise damaged(
            made.faults,
            folders.root,
            "mend registers as the night says; let this account read what it cannot; copy a release back from the backup where "
            "it has it, else move it away with its record. All else is backed up, and of these the backup holds what it held",
        )
    return BackedUp(made.copied, len(lost))


@contextmanager
def _no_night(folders: Folders, wait_seconds: float) -> Iterator[None]:
    """Keep nights from archiving contents and naming them meanwhile."""
    try:
        with locked(folders.warehouse, wait_seconds):
            yield
    except WarehouseBusyError as error:
        raise BackupError(
            f"a night still runs after {wait_seconds:.0f} s, and what it has not yet named would be missing from the backup",
            where=str(folders.warehouse),
            remedy="run it again when the night has ended; the backup is as it was",
        ) from error
    except BuildFileError as error:
        raise BackupError(error.what, where=error.where, remedy=error.remedy) from error


def _held(backup: Path) -> dict[str, str]:
    """What a backup holds; where its list is cut, or not there, what lies there is taken as it is."""
    try:
        manifest = read_manifest(backup)
    except BackupError:
        manifest = Manifest({}, is_sealed=False)
    return manifest.sums if manifest.is_sealed else {path: sha256(backup / path) for path in lying(backup)} | manifest.sums


def _refuse_place(folders: Folders, backup: Path) -> None:
    place = backup.resolve()
    inside = [folder for folder in (folders.root / "raw", folders.warehouse) if place.is_relative_to(folder.resolve())]
    holds = place == folders.root or folders.root.is_relative_to(place)
    ours = {*PARTS, MANIFEST, part_of(Path(MANIFEST)).name}
    is_ours = not backup.exists() or (backup.is_dir() and {path.name for path in backup.iterdir()} <= ours)
    if inside or holds or not is_ours:
        raise BackupError(
            "a backup cannot lie there: it is part of what is backed up, or holds other things",
            where=str(backup),
            remedy="name a folder of its own, on another disk: make backup TO=/mnt/backup/unit-returns",
        )


def _refuse_shorter(journals: dict[str, bytes], folder: Path, backup: Path) -> None:
    """A journal is only ever appended to: one that does not begin as the backed-up one did has lost or changed lines."""
    if faults := [f"{name}: {fault}" for name, content in journals.items() if (fault := examine(content, dict).fault)]:
        raise damaged(faults, folder, "run `make nightly`, which mends a journal as far as it can; else put the backup's back")
    for old in sorted((backup / "archive").glob("*.jsonl")):
        held = old.read_bytes()
        if not journals.get(old.name, b"").startswith(held[: held.rfind(b"\n") + 1]):
            raise BackupError(
                f"journal {old.name} does not begin as the one in the backup does: lines of it were lost or changed",
                where=str(backup),
                remedy=f"compare it with {old}, which is left as it is; where the backup is right, copy that one back; "
                "where the journal was rebuilt on purpose, back up into a new folder",
            )


def _copy_contents(archive: Archive, contents: Collection[str], made: _Backup) -> None:
    """Copy contents, also such as no journal names, for a journal may have lost its end."""
    faults = []
    for file_sha256 in sorted(contents):
        source = archive.object_path(file_sha256)
        path = f"archive/{source.relative_to(archive.folder).as_posix()}"
        if fault := archive.fault(file_sha256):
            target = made.folder / path
            held = f"; the backup has it: {target}" if _hash_of(target) == file_sha256 else ""
            faults.append(f"{source}: {fault if source.is_file() else 'missing'}{held}")
        else:
            made.copy(source, path, file_sha256)
    if faults:
        raise damaged(faults, archive.folder)


def _registers(folders: Folders) -> list[Path]:
    return sorted(path for path in folders.reference.iterdir() if path.is_file() and not path.name.startswith("."))


def _stage_registers(folders: Folders, made: _Backup) -> None:
    """Take the registers as they lie there if they agree with one another; else those that the backup has stay."""
    try:
        load_reference(folders.reference)
    except RegisterError as error:
        made.faults.append(f"{folders.reference}: {len(error.faults)} fault(s) in the registers, first {error.faults[0]}")
        if made.keep("reference/"):
            return
    for source in _registers(folders):
        made.stage(source.read_bytes(), f"reference/{source.name}")


def _copy_releases(folders: Folders, made: _Backup) -> None:
    """Copy releases with their records and pages; one that is not what was published replaces none.

    Of those that are gone from the shelf the newest stay as long as there are fewer than a shelf holds.
    """
    shelf = releases(folders.warehouse)
    for release in shelf:
        if release.exists():  # else a night removed it meanwhile, as the oldest
            _copy_release(release, made)
    here = {release.stem for release in shelf}
    others = [release for release in releases(made.folder) if release.stem not in here]
    for release in others[max(0, len(shelf) + len(others) - RELEASES_KEPT) :]:
        made.keep(f"releases/{release.stem}.")
    journal = folders.warehouse / "releases" / JOURNAL
    content = journal.read_bytes() if journal.is_file() else b""
    is_whole = bool(shelf and content) and not examine(content, dict).fault
    if is_whole or (not made.keep(f"releases/{JOURNAL}") and content):
        made.stage(content, f"releases/{JOURNAL}")


def _copy_release(release: Path, made: _Backup) -> None:
    """Copy a release that its record here, or that in the backup, vouches for, or that never had one."""
    path = f"releases/{release.name}"
    record_held, before = recorded(made.folder / path), made.held.get(path)
    try:
        found, record = sha256(release), recorded(release)
        fault = "is no longer what was published"
    except OSError as error:
        found, record, fault = None, "", f"cannot be read ({error.strerror or error})"
    if found is None or (found not in (record, record_held) and (record is not None or before not in (None, found))):
        is_held = record_held in (None, before) and made.keep(f"releases/{release.stem}.")
        place = f"; the backup has it: {made.folder / path}" if is_held else ""
        made.faults.append(f"{release}: {fault}{place}")
        return
    made.copy(release, path, found)
    for beside in (release.with_suffix(".sha256"), release.with_suffix(".html")):
        is_lost = not beside.is_file() or (beside.suffix == ".sha256" and record != found)
        if not (is_lost and made.keep(f"releases/{beside.name}")) and beside.is_file():
            made.stage(beside.read_bytes(), f"releases/{beside.name}")


def _hash_of(path: Path) -> str | None:
    """Hash of a file; None where none lies there."""
    return sha256(path) if path.is_file() else None
