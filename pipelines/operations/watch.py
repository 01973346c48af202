"""The dead man's check: run by the system's own clock, outside Dagster, it tells when nights no longer do what they should."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb

from pipelines.errors import ArchiveError
from pipelines.folders import Folders
from pipelines.intake.archive import UNNAMED, Archive
from pipelines.operations.alarms import Alarm
from pipelines.warehouse import is_held, newest_release, open_release
from pipelines.warehouse.shelf import next_instant

KINDS = ("release", "archive", "due")
RELEASE_AGE = timedelta(hours=36)
"""A release is made or confirmed every night; one that was not for so long is stale."""
CLOCK_LEEWAY = timedelta(hours=1)
DUE_DAYS = 3
"""Days ahead in which the stewards are told who has not reported."""
_LISTED = 30


def confirm(folders: Folders, release_id: str, now: datetime) -> None:
    """Note that a night made or confirmed a release."""
    note = {"release": release_id, "confirmed_at": now.astimezone(UTC).isoformat(timespec="seconds")}
    part = folders.confirmed.with_name(f".{folders.confirmed.name}.part")
    part.write_text(json.dumps(note), encoding="utf-8")
    part.replace(folders.confirmed)


def look(folders: Folders, now: datetime) -> list[Alarm]:
    """Everything that stands now, of the kinds that this check looks for."""
    return [*_release(folders, now), *_archive(folders), *_due(folders, now)]


def _release(folders: Folders, now: datetime) -> Iterator[Alarm]:
    confirmed_at = _confirmed_at(folders)
    if confirmed_at is None:
        yield Alarm(
            "release",
            "none",
            "No release is published",
            f"Nothing is published yet.\nWhere: {folders.warehouse}\nRemedy: run `make nightly`, and mend what it says",
        )
    elif confirmed_at > now + CLOCK_LEEWAY:
        yield Alarm(
            "release",
            "clock",
            "The clock was set back, or the last night's was wrong",
            f"The last release was confirmed at {confirmed_at:%Y-%m-%d %H:%M} UTC, and it is {now:%Y-%m-%d %H:%M} UTC now.\n"
            f"Where: {folders.confirmed}\nRemedy: set the clock of this machine right, then run `make nightly`",
        )
    elif now - confirmed_at > RELEASE_AGE:
        yield Alarm(
            "release",
            confirmed_at.isoformat(),
            f"No release since {confirmed_at:%Y-%m-%d %H:%M} UTC",
            f"The last night that made or confirmed a release ended at {confirmed_at:%Y-%m-%d %H:%M} UTC, more than "
            f"{RELEASE_AGE.total_seconds() / 3600:.0f} hours ago. Analysts still read that release.\n"
            f"Where: {folders.warehouse}\nRemedy: see that `make ui` (unit-returns.service) runs, then what the last run says: "
            f"the page Runs of Dagster's UI, or {folders.failures}",
        )


def _confirmed_at(folders: Folders) -> datetime | None:
    """When a night last made or confirmed a release; None where there is none."""
    release = newest_release(folders.warehouse)
    if release is None:
        return None
    try:
        note = json.loads(folders.confirmed.read_text(encoding="utf-8"))
        return datetime.fromisoformat(note["confirmed_at"]).astimezone(UTC)
    except (OSError, ValueError, TypeError, KeyError):  # not there, or damaged: the release tells when it was made
        return next_instant(release.stem)


def _archive(folders: Folders) -> Iterator[Alarm]:
    is_receiving = is_held(folders.warehouse)
    try:
        faults = list(Archive(folders.archive).verify())
    except (ArchiveError, OSError, ValueError) as error:
        faults = [str(error)]
    if is_receiving or is_held(folders.warehouse):  # a run archives contents before its journal names them
        faults = [fault for fault in faults if UNNAMED not in fault]
    if faults:
        listed = "\n".join(f"  {fault}" for fault in faults[:_LISTED])
        yield Alarm(
            "archive",
            hashlib.sha256("\n".join(faults).encode()).hexdigest(),
            f"{len(faults)} fault(s) of the archive",
            f"{len(faults)} fault(s), the first:\n{listed}\nWhere: {folders.archive}\n"
            "Remedy: put back the files named from a backup (docs/operations.md, 'Restore'); `make verify-archive` lists all",
        )


def _due(folders: Folders, now: datetime) -> Iterator[Alarm]:
    if newest_release(folders.warehouse) is None:
        return
    try:
        with open_release(folders.warehouse) as db:
            [(time_zone,)] = db.execute("select time_zone from reference.office").fetchall()
            today = now.astimezone(ZoneInfo(time_zone)).date()
            missing = db.execute(
                "select period_id, due_on, list(unit_name_vi order by unit_id) from marts.return_completeness "
                "where status <> 'accepted' and due_on between $today and $last group by all order by all",
                {"today": today, "last": today + timedelta(days=DUE_DAYS)},
            ).fetchall()
    except (duckdb.Error, ValueError) as error:
        yield Alarm(
            "release",
            "unreadable",
            "The last release cannot be read",
            f"{error}\nWhere: {folders.warehouse / 'releases'}\nRemedy: run `make nightly`: it builds the release again",
        )
        return
    for period_id, due_on, units in missing:
        yield _due_alarm(period_id, due_on, units)


def _due_alarm(period_id: str, due_on: date, units: list[str]) -> Alarm:
    listed = "\n".join(f"- {unit}" for unit in units)
    return Alarm(
        "due",
        f"{period_id} {due_on}",
        f"Kỳ {period_id}: {len(units)} đơn vị chưa có báo cáo được chấp nhận, hạn {due_on:%d/%m/%Y}",
        f"Hạn nộp báo cáo kỳ {period_id} là ngày {due_on:%d/%m/%Y}. Chưa có báo cáo được chấp nhận của {len(units)} đơn vị:\n"
        f"{listed}\n\nTình hình từng đơn vị: bảng marts.return_completeness; phiếu góp ý để gửi lại đơn vị: thư mục slips.",
        "stewards",
    )
