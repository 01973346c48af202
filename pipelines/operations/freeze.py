"""Freezing: the last release is kept for ever under a label, with its evaluation at a cut-off as it was on that day."""

import hashlib
import re
import unicodedata
from datetime import datetime
from pathlib import Path

import duckdb

from pipelines import queries
from pipelines.errors import FreezeError, did_you_mean
from pipelines.folders import Folders, require_parent
from pipelines.intake.archive import utc_text
from pipelines.intake.freezes import FROZEN, Freeze, Freezes
from pipelines.intake.register_archive import RegisterArchive
from pipelines.operations.alarms import Alarms
from pipelines.reference import Reference
from pipelines.reference.load import load_registers
from pipelines.reports.frozen import frozen_evaluation
from pipelines.warehouse import newest_release, open_release
from pipelines.warehouse.build import locked
from pipelines.warehouse.files import sha256
from pipelines.warehouse.shelf import recorded

WAIT_SECONDS = 10
"""How long a freeze waits for a night to end."""
MOST_LETTERS = 100
"""Length of a label; of the name of a file made from it half of that."""
_EXAMPLE = "make freeze LABEL='…' CUTOFF=2023H1"
_LETTER = re.compile(r"LATIN SMALL LETTER ([A-Z])(?: WITH |$)")
"""Name of a letter in Unicode, with any mark."""


def freeze(folders: Folders, label: str, cutoff_period_id: str, now: datetime) -> tuple[Freeze, Path]:
    """Keep the last release for ever, and its evaluation at a cut-off; returns the line of the journal and the copy to open.

    Every blocking audit must have passed: no run failed since the release was made or confirmed, and the registers are those
    that it was made with.

    Raises:
        FreezeError: the label or the cut-off cannot serve, or there is no release to which that applies. Nothing is kept.
        WarehouseBusyError: a night runs.
        RegisterError: the registers contradict themselves.
    """
    require_parent(folders.archive)
    with locked(folders.warehouse, WAIT_SECONDS):
        freezes = Freezes(folders.archive)
        known = freezes.journal.read()
        label = _label(label, known)
        release, fingerprint = _sound_release(folders)
        reference = _registers_of_the_release(folders)
        with open_release(folders.warehouse) as db:
            _require_evaluated(db, cutoff_period_id)
            (made,) = (row for row in queries.table(db, "marts.release") if row["release_id"] == release.stem)
            page = frozen_evaluation(db, reference, cutoff_period_id, label, now.astimezone(reference.time_zone), fingerprint)
        number = len(known) + 1
        kept = Freeze(
            number,
            label,
            cutoff_period_id,
            utc_text(now.timestamp()),
            release.stem,
            made["released_at"].isoformat(timespec="microseconds"),
            made["code_version"],
            fingerprint,
            hashlib.sha256(page).hexdigest(),
            "-".join(filter(None, (str(number), _in_a_file_name(label)))),
        )
        freezes.keep(kept, release.read_bytes(), page)
        freezes.lay_out(folders.warehouse)
    return kept, folders.warehouse / FROZEN / f"{kept.file_name}.duckdb"


def _label(given: str, known: list[Freeze]) -> str:
    """The label as it is kept: in one form of Unicode, with single spaces."""
    label = " ".join(unicodedata.normalize("NFC", given).split())
    if not re.search(r"\w", label):
        what = f"the label {label[:MOST_LETTERS]!r} has no letter or digit" if label else "no label is given"
        raise FreezeError(what, where="the command", remedy=f"name one: {_EXAMPLE}")
    if not label.isprintable() or len(label) > MOST_LETTERS:
        raise FreezeError(
            f"the label {label[:MOST_LETTERS]!r} has signs that cannot be printed, or more than {MOST_LETTERS} letters",
            where="the command",
            remedy=f"name another: {_EXAMPLE}",
        )
    if same := next((each for each in known if each.label.casefold() == label.casefold()), None):
        raise FreezeError(
            f"'{same.label}' was frozen before, at {same.frozen_at[:16]} UTC: release {same.release_id}, kept for ever",
            where=f"{FROZEN}/{same.file_name}.duckdb",
            remedy=f"give this one a label of its own, e.g. '{same.label} (2)'",
        )
    return label


def _in_a_file_name(label: str) -> str:
    """A label in plain letters: 'Sơ kết giữa nhiệm kỳ' → 'so-ket-giua-nhiem-ky'; nothing where it has none."""
    known = {letter: _LETTER.match(unicodedata.name(letter, "")) for letter in label.casefold()}
    plain = "".join(found[1].lower() if (found := known[letter]) else letter for letter in label.casefold())
    return "-".join(re.findall(r"[a-z0-9]+", plain))[: MOST_LETTERS // 2].strip("-")


def _sound_release(folders: Folders) -> tuple[Path, str]:
    """The last release, which is as it was published, and since which no run failed; and its SHA-256."""
    release = newest_release(folders.warehouse)
    if release is None:
        raise FreezeError(
            "nothing is published yet, so there is nothing to freeze", where=str(folders.warehouse), remedy="run `make nightly`"
        )
    if failed := [each.alarm for each in Alarms(folders).standing() if each.alarm.kind == "failure"]:
        raise FreezeError(
            f"the last run failed, so not every audit has passed ({failed[-1].subject})",
            where=str(folders.failures),
            remedy="mend what it says, run `make nightly`, and freeze what that publishes",
        )
    fingerprint = sha256(release)
    if fingerprint != recorded(release):
        raise FreezeError(
            "the last release is no longer what was published",
            where=str(release),
            remedy="run `make nightly`, which publishes it anew, then freeze",
        )
    return release, fingerprint


def _registers_of_the_release(folders: Folders) -> Reference:
    """The registers, which are those of the last night: a page of others would not be that of the release."""
    loaded = load_registers(folders.reference)
    if changed := RegisterArchive(folders.archive).changed(loaded.contents):
        raise FreezeError(
            f"registers were changed since the last night: {', '.join(sorted(changed))}",
            where=str(folders.reference),
            remedy="run `make nightly`, and freeze what that publishes",
        )
    return loaded.reference


def _require_evaluated(db: duckdb.DuckDBPyConnection, cutoff_period_id: str) -> None:
    known = sorted(str(name) for (name,) in queries.distinct(db, "marts.target_evaluation", "cutoff_period_id"))
    if cutoff_period_id not in known:
        said = f"'{cutoff_period_id}' is no cut-off" if cutoff_period_id.strip() else "no cut-off is given"
        raise FreezeError(
            f"{said}: no target is evaluated there{did_you_mean(cutoff_period_id, known)}",
            where="marts.target_evaluation",
            remedy=f"name one of {', '.join(known) or 'none: no target has one'}: {_EXAMPLE}",
        )
