"""The slips (phiếu trả lời) of a release: for each file with something to mend or explain, what its unit gets back."""

import hashlib
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from pipelines import queries
from pipelines.errors import PipelineError, SlipError
from pipelines.intake.archive import Archive
from pipelines.language.words import words
from pipelines.reference import Reference
from pipelines.slips.facts import SlipFacts, SlipFinding, Status, order
from pipelines.slips.slip import write_slip
from pipelines.slips.unowned import NAME, Unowned, write_unowned
from pipelines.warehouse.made import Made

_SUFFIXES = (".xlsx", ".xlsm")
LONGEST_NAME, LONGEST_PATH = 240, 3000
"""Bytes of a slip's name and of its path below the folder of slips: systems end at 255 and 4096, or sooner."""
FAULTS_SHOWN = 5
REMEDY = (
    "see that the disk has room and the folder can be written, then run again; when it fails again, hand on the file and this "
    "run's page"
)
_WORST_FIRST: tuple[Status, ...] = ("rejected", "held", "accepted_with_warnings", "accepted", "withdrawn")


def write_slips(
    db: duckdb.DuckDBPyConnection, reference: Reference, archive: Archive, folder: Path, made: Made | None = None
) -> list[Path]:
    """Write one slip per file that has an open finding, below `folder` as the file lies below raw/returns.

    `db` is a published release. A slip that is no longer due is taken away; one that says the same is left untouched.
    Files that name no unit and have no cell to mark stand together in one list. Of a slip that was made of the same content,
    findings and words, and lies there as it was made, the workbook is not opened: `made` notes what each was made of.

    Returns:
        The slips, in the order in which their files came, and that list.

    Raises:
        SlipError: some could not be written; the others are, and of those what was written before is left.
    """
    findings: dict[int, list[SlipFinding]] = defaultdict(list)
    for row in queries.rows(db, "slips/finding"):
        findings[row["receipt_id"]].append(SlipFinding(**{name: row[name] for name in SlipFinding.__dataclass_fields__}))
    returns: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in queries.rows(db, "slips/return"):
        returns[row["file_sha256"]].append(row)
    files = queries.rows(db, "slips/file")
    unowned = [
        Unowned(file["path"], _local(reference, file), findings[file["receipt_id"]]) for file in files if file["is_unowned"]
    ]
    owned = [file for file in files if not file["is_unowned"]]
    targets, written, faults = _targets([file["path"] for file in owned]), [], []
    kept = {folder / NAME} if unowned else set()
    for file in owned:
        target = folder / targets[file["path"]]
        try:
            facts = _facts(reference, file, returns[file["file_sha256"]])
            slip = _Slip(target, file["file_sha256"], tuple(sorted(findings[file["receipt_id"]], key=order)), facts)
            written.append((made and slip.standing(made)) or slip.write(archive, made))
        except Exception as error:  # noqa: BLE001  # told below: the slip of one file costs no other its own
            faults.append((file["path"], error))
            kept.update(_places(target))
    if unowned:
        write_unowned(folder / NAME, unowned)
    for path in folder.rglob("*"):
        if path.is_file() and path not in {*kept, *written}:
            path.unlink()
    if faults:
        raise _fault(faults, len(owned), folder)
    return [*written, *kept]


def slips_by_file(db: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, Path]:
    """Path of a file below raw/returns → its slip below `folder`, of those that lie there; `db` is the release they are of."""
    files = queries.rows(db, "slips/file")
    targets = _targets([file["path"] for file in files if not file["is_unowned"]])
    places = {path: _places(folder / target) for path, target in targets.items()}
    places |= {file["path"]: [folder / NAME] for file in files if file["is_unowned"]}
    lying = {path: next((place for place in found if place.is_file()), None) for path, found in places.items()}
    return {path: place for path, place in lying.items() if place}


@dataclass(frozen=True)
class _Slip:
    """One slip, and all that it is made of beside the code and the office's words."""

    target: Path
    file_sha256: str
    findings: tuple[SlipFinding, ...]
    facts: SlipFacts

    @property
    def name(self) -> str:
        """What it is noted as; a dot would make it a table."""
        return f"slip {_digest(str(self.target))}"

    def key(self, made: Made) -> str:
        """What it is made from."""
        return made.key([], words().fingerprint, self.file_sha256, self.findings, self.facts)

    def standing(self, made: Made) -> Path | None:
        """Where it lies, if it was made of just this and lies there as it was made."""
        key = self.key(made)
        return next((path for path in _places(self.target) if made.files_stand(self.name, key, [path])), None)

    def write(self, archive: Archive, made: Made | None) -> Path:
        """Write it, unless its bytes lie there; returns where."""
        path = write_slip(self.target, archive.checked_path(self.file_sha256), self.findings, facts=self.facts)
        if made:
            made.note_files(self.name, self.key(made), [path])
        return path


def _places(target: Path) -> list[Path]:
    """Where a slip may lie: it is written as the workbook that it hands back."""
    return [target.with_name(target.name + suffix) for suffix in _SUFFIXES]


def _fault(faults: Sequence[tuple[str, Exception]], count: int, folder: Path) -> SlipError:
    """What is told of slips that could not be written, each file once."""
    told = []
    for path, error in faults[:FAULTS_SHOWN]:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        program = f"{type(error).__name__}: {error} ({Path(frame.filename).name} line {frame.lineno})"
        told.append(f"{path}: {error.what if isinstance(error, PipelineError) else program}")
    more = f"; and {len(faults) - len(told)} more" if len(faults) > len(told) else ""
    first = faults[0][1]
    return SlipError(
        f"{len(faults)} of {count} slips could not be written, the others are: {'; '.join(told)}{more}",
        where=str(folder),
        remedy=first.remedy if isinstance(first, PipelineError) else REMEDY,
    )


def _targets(paths: Iterable[str]) -> dict[str, Path]:
    """Where the slip of each file lies, without its suffix: as the file lies below raw/returns, each in a place of its own.

    'TC01.xlsx' and 'TC01.csv' of one folder get a slip each. A folder named like a slip gets a '_', and a name that
    would be too long with a suffix is cut.
    """
    paths = list(dict.fromkeys(paths))
    names = Counter(Path(path).with_suffix("") for path in paths)
    targets = {}
    for path in map(Path, paths):
        last = path.name if names[path.with_suffix("")] > 1 else path.stem
        above = [f"{part}_" if part.lower().endswith(_SUFFIXES) else part for part in path.parts[:-1]]
        target = Path(*map(_fitting, [*above, last]))
        is_deep = len(str(target).encode()) > LONGEST_PATH
        is_taken = f"{target}.xlsx" == NAME
        targets[str(path)] = Path(_digest(str(path))) if is_deep or is_taken else target
    return targets


def _fitting(name: str) -> str:
    """A name that leaves room for a suffix; a cut one tells by a hash which it was."""
    encoded = name.encode()
    if len(encoded) <= LONGEST_NAME:
        return name
    return f"{encoded[: LONGEST_NAME - 20].decode(errors='ignore')}~{_digest(name)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _local(reference: Reference, file: dict[str, Any]) -> datetime:
    """When a file was received, in the time zone of the office."""
    at: datetime = file["received_at"].replace(tzinfo=UTC)
    return at.astimezone(reference.time_zone)


def _facts(reference: Reference, file: dict[str, Any], returns: list[dict[str, Any]]) -> SlipFacts:
    """What the head of the slip says; a file of several units or periods names them all."""
    units = {row["unit_id"]: reference.unit_on(row["unit_id"], row["period_id"]) for row in returns}
    periods = dict.fromkeys(row["period_id"] for row in returns)
    statuses = {row["status"] for row in returns}
    return SlipFacts(
        unit_id=", ".join(units) or None,
        unit_vi="; ".join(reference.unit_names[unit.key] if unit else unit_id for unit_id, unit in units.items()) or None,
        period_vi="; ".join(reference.periods[period_id].label_vi for period_id in periods) or None,
        path=file["path"],
        received_at=_local(reference, file),
        status=next((status for status in _WORST_FIRST if status in statuses), "rejected"),
    )
