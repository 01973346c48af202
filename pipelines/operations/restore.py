"""Puts a backup back: whole or not at all."""

import os
import shutil
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from pipelines.errors import BackupError
from pipelines.folders import Folders
from pipelines.intake.archive import UNNAMED, Archive
from pipelines.operations.manifest import PARTS, Manifest, damaged, whole_manifest
from pipelines.warehouse import is_held
from pipelines.warehouse.files import sha256
from pipelines.warehouse.obstacles import PAGES, SET_ASIDE

DERIVED = ("build.duckdb*", "analytics.duckdb*", *PAGES)
"""What a warehouse made of another archive: left there, the next night would take it for the memory of this one."""


@dataclass(frozen=True)
class Restored:
    """What a restore did."""

    count: int
    """Files put back."""
    set_aside: Path | None
    """Where lies what a warehouse had made that was there before; None where there was none."""


def restore(backup: Path, folders: Folders) -> Restored:
    """Put a backup back on a machine that has received nothing yet, every file compared with its hash before and after.

    Registers that lie there already are set aside, and so is what a warehouse made; what waits in raw/returns stays. Files are
    made ready beside where they belong, on the same disk, and moved there when all are: should one move fail, all are undone.
    One that was killed between two moves goes on from there.

    Raises:
        BackupError: there is no backup, it is cut or damaged, something lies where it belongs, a night runs there, or the disk
            cannot be written.
    """
    aside = folders.reference.with_name("reference.before_restore")
    targets = {name: folders.root.joinpath(*below) for name, below in PARTS.items()}
    manifest = whole_manifest(backup)
    ready = {name: target.with_name(f".{target.name}.restore") for name, target in targets.items()}
    if any(path.exists() for path in ready.values()):
        targets = {name: target for name, target in targets.items() if not _is_put_back(target, name, manifest)}
    _refuse_place(folders, targets, aside)
    derived = sorted(path for pattern in DERIVED for path in folders.warehouse.glob(pattern))
    place = folders.warehouse / SET_ASIDE
    kept = next(path for number in count(1) if not (path := place / f"before_restore-{number}").exists())
    try:
        for part in ready.values():
            shutil.rmtree(part, ignore_errors=True)  # of a restore that was killed
        _make_ready(backup, manifest, {name: ready[name] for name in targets})
        (folders.root / "raw" / "returns").mkdir(parents=True, exist_ok=True)
        moves = [(path, kept / path.name) for path in derived]
        moves += [(folders.reference, aside)] if "reference" in targets and folders.reference.exists() else []
        _move_all([*moves, *((ready[name], target) for name, target in targets.items())])
    except OSError as error:
        for part in ready.values():
            shutil.rmtree(part, ignore_errors=True)
        raise BackupError(
            f"it could not be put back, and all is as it was: {error}",
            where=str(folders.root),
            remedy="make room on the disk, or let it be written, then run again",
        ) from error
    if faults := [fault for fault in Archive(folders.archive).verify() if UNNAMED not in fault]:
        raise damaged(faults, folders.archive)
    return Restored(len(manifest.sums), kept if derived else None)


def _refuse_place(folders: Folders, targets: dict[str, Path], aside: Path) -> None:
    empty = [target for name, target in targets.items() if name != "reference"]
    empty += [aside] if "reference" in targets and folders.reference.exists() else []
    if taken := [path for path in empty if path.exists() and any(path.iterdir())]:
        raise BackupError(
            "something lies where the backup belongs; nothing was changed",
            where=", ".join(map(str, taken)),
            remedy="move it away, or name an empty folder: UNIT_RETURNS_ROOT=… make restore FROM=…",
        )
    if mounted := [path for path in targets.values() if path.is_mount()]:
        raise BackupError(
            "a folder that the backup belongs at is a disk of its own, so nothing can be moved there as a whole",
            where=", ".join(map(str, mounted)),
            remedy="mount that disk one folder higher (raw/ or warehouse/), then run again; nothing was changed",
        )
    if is_held(folders.warehouse):
        raise BackupError(
            "a night runs there; nothing was changed",
            where=str(folders.warehouse),
            remedy="wait until it has ended, and stop the service (`systemctl stop unit-returns`), then run again",
        )


def _make_ready(backup: Path, manifest: Manifest, ready: dict[str, Path]) -> None:
    for part in ready.values():
        part.mkdir(parents=True)
    for path, expected in manifest.sums.items():
        name, _, below = path.partition("/")
        if name not in ready:
            continue
        target = ready[name] / below
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(manifest.file(backup, path), target)
        if sha256(target) != expected:
            raise BackupError("changed while it was read", where=str(backup / path), remedy="run again; check the disk")
    os.sync()


def _is_put_back(target: Path, name: str, manifest: Manifest) -> bool:
    """Whether a restore that was killed had put this part in its place."""
    wanted = {path.removeprefix(f"{name}/"): found for path, found in manifest.sums.items() if path.startswith(f"{name}/")}
    return target.is_dir() and wanted == {
        path.relative_to(target).as_posix(): sha256(path) for path in target.rglob("*") if path.is_file()
    }


def _move_all(moves: list[tuple[Path, Path]]) -> None:
    """Rename each to its place; one that fails undoes those before it."""
    done: list[tuple[Path, Path]] = []
    try:
        for source, target in moves:
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)
            done.append((source, target))
    except OSError:
        for source, target in reversed(done):
            target.replace(source)
        raise
