"""The slips (phiếu trả lời) of a release: for each file with something to mend or explain, what its unit gets back."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC
from pathlib import Path
from typing import Any

import duckdb

from pipelines import pages
from pipelines.intake.archive import Archive
from pipelines.reference import Reference
from pipelines.slips.facts import SlipFacts, SlipFinding, Status
from pipelines.slips.slip import write_slip

_FILES = """
    select receipt_id, path, file_sha256, received_at
    from raw.receipt
    where receipt_id in (select receipt_id from marts.finding where is_open)
    order by receipt_id
"""
_FINDINGS = """
    select * replace (nullif(coalesce(written, received), '') as received)
    from marts.finding
    where receipt_id is not null and (is_open or (is_current and severity = 'note')) order by all
"""
_RETURNS = """
    select file_sha256, unit_id, period_id, status
    from marts.return_status
    where status not in ('superseded', 'withdrawn')
    order by unit_id, period_id
"""
LONGEST_NAME, LONGEST_PATH = 240, 3000
"""Bytes of a slip's name and of its path below the folder of slips: systems end at 255 and 4096, or sooner."""
_WORST_FIRST: tuple[Status, ...] = ("rejected", "held", "accepted_with_warnings", "accepted")


def write_slips(db: duckdb.DuckDBPyConnection, reference: Reference, archive: Archive, folder: Path) -> list[Path]:
    """Write one slip per file that has an open finding, below `folder` as the file lies below raw/returns.

    `db` is a published release. A slip that is no longer due is taken away; one that says the same is left untouched.

    Returns:
        The slips, in the order in which their files came.
    """
    findings: dict[int, list[SlipFinding]] = defaultdict(list)
    for row in pages.rows(db, _FINDINGS):
        findings[row["receipt_id"]].append(SlipFinding(**{name: row[name] for name in SlipFinding.__dataclass_fields__}))
    returns: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in pages.rows(db, _RETURNS):
        returns[row["file_sha256"]].append(row)
    written = []
    files = pages.rows(db, _FILES)
    targets = _targets([file["path"] for file in files])
    for file in files:
        target = folder / targets[file["path"]]
        facts = _facts(reference, file, returns[file["file_sha256"]])
        original = archive.checked_path(file["file_sha256"])
        written.append(write_slip(target, original, findings[file["receipt_id"]], facts=facts))
    kept = set(written)
    for path in folder.rglob("*"):
        if path.is_file() and path not in kept:
            path.unlink()
    return written


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
        above = [f"{part}_" if part.lower().endswith((".xlsx", ".xlsm")) else part for part in path.parts[:-1]]
        target = Path(*map(_fitting, [*above, last]))
        is_deep = len(str(target).encode()) > LONGEST_PATH
        targets[str(path)] = Path(_digest(str(path))) if is_deep else target
    return targets


def _fitting(name: str) -> str:
    """A name that leaves room for a suffix; a cut one tells by a hash which it was."""
    encoded = name.encode()
    if len(encoded) <= LONGEST_NAME:
        return name
    return f"{encoded[: LONGEST_NAME - 20].decode(errors='ignore')}~{_digest(name)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _facts(reference: Reference, file: dict[str, Any], returns: list[dict[str, Any]]) -> SlipFacts:
    """What the head of the slip says; a file of several units or periods names them all."""
    units = {row["unit_id"]: reference.unit_on(row["unit_id"], row["period_id"]) for row in returns}
    periods = dict.fromkeys(row["period_id"] for row in returns)
    statuses = {row["status"] for row in returns}
    return SlipFacts(
        unit_id=", ".join(units) or None,
        unit_vi="; ".join(unit.name_vi if unit else unit_id for unit_id, unit in units.items()) or None,
        period_vi="; ".join(reference.periods[period_id].label_vi for period_id in periods) or None,
        path=file["path"],
        received_at=file["received_at"].replace(tzinfo=UTC).astimezone(reference.time_zone),
        status=next((status for status in _WORST_FIRST if status in statuses), "rejected"),
    )
