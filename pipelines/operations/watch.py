"""The dead man's check: run by the system's own clock, outside Dagster, it tells when nights no longer do what they should."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from pipelines import queries
from pipelines.errors import ArchiveError, BackupBusyError, BackupError, DataFolderError
from pipelines.folders import Folders, require_parent
from pipelines.intake.archive import UNNAMED, Archive
from pipelines.intake.freezes import Freezes
from pipelines.language.words import say
from pipelines.operations.alarms import Alarm, Alarms
from pipelines.operations.failures import unrecorded_failure
from pipelines.operations.unkept import unkept_alarms
from pipelines.warehouse import is_held, newest_release, open_release
from pipelines.warehouse.files import sha256
from pipelines.warehouse.shelf import next_instant, recorded, releases

KINDS = ("release", "archive", "due", "backup age")
RELEASE_AGE = timedelta(hours=36)
"""A release is made or confirmed every night; one that was not for so long is stale."""
BACKUP_AGE = timedelta(days=3)
"""One is made every night; where none was for so long, its disk is away or its timer stopped."""
CLOCK_LEEWAY = timedelta(hours=1)
DUE_DAYS = 3
"""Days ahead in which the stewards are told who has not reported."""
_LISTED = 5


def confirm(folders: Folders, release_id: str, now: datetime) -> None:
    """Note that a night made or confirmed a release."""
    _note(folders.confirmed, {"release": release_id, "confirmed_at": now.astimezone(UTC).isoformat(timespec="seconds")})


def note_backup(folders: Folders, to: Path, now: datetime) -> None:
    """Note that a backup was made or brought up to date."""
    _note(folders.backed_up, {"to": str(to), "made_at": now.astimezone(UTC).isoformat(timespec="seconds")})


def observe_failed_backup(folders: Folders, alarms: Alarms, error: BackupError, now: datetime) -> None:
    """Let a backup that failed stand as an alarm.

    What the dead man's check tells of the archive is the same cause, and ends when that finds it healed. That another backup
    is being made is none.
    """
    if isinstance(error, BackupBusyError):
        return
    of_the_archive = archive_alarms(folders) if error.where == str(folders.archive) else []
    failed = Alarm("backup", error.what, "The backup failed", str(error))
    alarms.observe(["backup"], [] if of_the_archive else [failed], now)
    for alarm in of_the_archive:
        alarms.add(alarm, now)


def _note(path: Path, note: dict[str, str]) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_text(json.dumps(note), encoding="utf-8")
    part.replace(path)


def look(folders: Folders, now: datetime) -> list[Alarm]:
    """Everything that stands now, of the kinds that this check looks for."""
    of_the_archive = (*archive_alarms(folders), *unkept_alarms(folders))
    return [*_release(folders, now), *_rotten(folders), *of_the_archive, *_due(folders, now), *_backup(folders, now)]


def last_failure(folders: Folders) -> Alarm | None:
    """A run that failed since a night last succeeded, and could neither note nor mail it, for the disk was full."""
    return unrecorded_failure(folders.warehouse, _confirmed_at(folders))


def _backup(folders: Folders, now: datetime) -> Iterator[Alarm]:
    """An old backup; who never made one is told nothing."""
    try:
        note = json.loads(folders.backed_up.read_text(encoding="utf-8"))
        made_at, to = datetime.fromisoformat(note["made_at"]).astimezone(UTC), note["to"]
    except FileNotFoundError:
        return
    except (OSError, ValueError, TypeError, KeyError):  # damaged: when it was written tells
        made_at, to = datetime.fromtimestamp(folders.backed_up.stat().st_mtime, UTC), "the folder of the backups"
    if made_at > now + CLOCK_LEEWAY:
        yield Alarm(
            "backup age",
            "clock",
            "The clock was set back, or that of the last backup was wrong",
            f"The last backup was made at {made_at:%Y-%m-%d %H:%M} UTC, and it is {now:%Y-%m-%d %H:%M} UTC now.\n"
            f"Where: {folders.backed_up}\nRemedy: set the clock of this machine right, then run `make backup TO={to}`",
        )
    elif now - made_at > BACKUP_AGE:
        yield Alarm(
            "backup age",
            made_at.isoformat(),
            f"No backup since {made_at:%Y-%m-%d %H:%M} UTC",
            f"The last backup was made at {made_at:%Y-%m-%d %H:%M} UTC, more than {BACKUP_AGE.days} days ago.\n"
            f"Where: {to}\nRemedy: see that its disk is there and `systemctl status unit-returns-backup`, "
            f"then run `make backup TO={to}`",
        )


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


def _rotten(folders: Folders) -> Iterator[Alarm]:
    """Releases that are no longer what their records say: a night looks at the last one alone."""
    found, unreadable, last = list[Path](), dict[Path, OSError](), newest_release(folders.warehouse)
    for release in releases(folders.warehouse):
        try:
            record = recorded(release)
            found += [release] if record is not None and sha256(release) != record else []
        except OSError as error:
            unreadable[release] = error
    if last in unreadable:
        yield Alarm("release", "unreadable", *_cannot_be_read(folders, unreadable.pop(last)))
    if unreadable:
        told = [f"{release} ({error.strerror or error})" for release, error in unreadable.items()]
        yield Alarm(
            "release",
            f"unreadable {hashlib.sha256(repr(told).encode()).hexdigest()}",
            f"{len(told)} older release(s) cannot be read",
            f"{_first(told, 'older release(s) cannot be read')}\nWhere: {folders.warehouse / 'releases'}\n"
            "Remedy: let the account that runs the night read them (`chown unit-returns:`); where the disk is at fault, copy "
            "them back from a backup (releases/), or move them away with their records",
        )
    if found:
        yield Alarm(
            "release",
            hashlib.sha256("\n".join(map(str, found)).encode()).hexdigest(),
            f"{len(found)} release(s) are no longer what was published",
            f"{_first([str(release) for release in found], 'release(s) are no longer what was published')}\n"
            f"Where: {folders.warehouse / 'releases'}\nRemedy: run `make nightly`, which publishes the last one anew; copy an "
            "older one back from a backup (releases/), or move it away with its record; look after the disk",
        )


def _cannot_be_read(folders: Folders, error: Exception) -> tuple[str, str]:
    where = folders.warehouse / "releases"
    return (
        "The last release cannot be read",
        f"{error}\nWhere: {where}\nRemedy: run `make nightly`: it builds the release again",
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


def archive_alarms(folders: Folders) -> list[Alarm]:
    """What is wrong with contents, and what with journals: one alarm each, for each has a remedy of its own."""
    try:
        require_parent(folders.archive)
    except DataFolderError as error:
        text = f"{error.what}\nWhere: {error.where}\nRemedy: {error.remedy}"
        return [Alarm("archive", "away", f"{error.what[0].upper()}{error.what[1:]}", text)]
    is_receiving = is_held(folders.warehouse)
    archive = Archive(folders.archive)
    try:
        faults = Freezes(folders.archive).name(archive.verify())
    except (ArchiveError, OSError) as error:
        return [Alarm("archive", "unreadable", "The archive cannot be read", _unreadable(folders, error))]
    orphans = [fault for fault in faults if UNNAMED in fault]
    journals = [fault for fault in faults if ".jsonl: " in fault]
    contents = [fault for fault in faults if fault not in (*orphans, *journals)]
    if is_receiving or is_held(folders.warehouse):  # a run archives contents before its journal names them
        orphans = []
    found = []
    if contents:
        found.append(
            Alarm(
                "archive",
                hashlib.sha256("\n".join(contents).encode()).hexdigest(),
                f"{len(contents)} fault(s) of the archive",
                f"{_first(contents, 'archived content(s) are damaged')}\nWhere: {folders.archive}\n"
                "Remedy: put back the files named from a backup (docs/operations.md, 'Restore'), or lay the same files into "
                "raw/returns again and run `make verify-archive`, which puts them back from there and lists all that is left; "
                "nights go on with what was landed of them, and stop where nothing was",
            )
        )
    if journals or orphans:
        said = [_first(journals, "journal(s) of the archive are damaged")] if journals else []
        said += [_first(orphans, "archived content(s) that no journal names")] if orphans else []
        found.append(
            Alarm(
                "archive",
                "journal",
                "The archive's journal has lost lines",
                "\n".join(said) + f"\nWhere: {folders.archive}\n"
                "Remedy: run `make nightly`: it writes the lost lines again from what was landed, and receives anew what lies "
                "in raw/returns; for what is left then, put the journal back from a backup",
            )
        )
    return found


def _unreadable(folders: Folders, error: ArchiveError | OSError) -> str:
    """What the system refused: no content is known to be damaged, and nothing is to be put back."""
    if isinstance(error, ArchiveError):
        return f"{error.what}\nWhere: {error.where}\nRemedy: {error.remedy}"
    return (
        f"what lies in the archive cannot be read ({error.strerror or error}), so nights fail\n"
        f"Where: {error.filename or folders.archive}\nRemedy: let the account that runs the night read and write it "
        "(`chown -R unit-returns:`), or, where it is no file, move it away; then run `make nightly`"
    )


def _first(faults: Sequence[str], what: str) -> str:
    listed = "\n".join(f"  {fault}" for fault in faults[:_LISTED])
    return f"{len(faults)} {what}, the first:\n{listed}" if len(faults) > _LISTED else f"{len(faults)} {what}:\n{listed}"


def _due(folders: Folders, now: datetime) -> Iterator[Alarm]:
    if newest_release(folders.warehouse) is None:
        return
    try:
        with open_release(folders.warehouse) as db:
            (office,) = queries.table(db, "reference.office")
            first = now.astimezone(ZoneInfo(office["time_zone"])).date()
            missing = queries.tuples(db, "operations/due", first=first, last=first + timedelta(days=DUE_DAYS))
    except (duckdb.Error, ValueError) as error:
        yield Alarm("release", "unreadable", *_cannot_be_read(folders, error))
        return
    for period_id, due_on, units in missing:
        yield _due_alarm(period_id, due_on, units)


def _due_alarm(period_id: str, due_on: date, units: list[str]) -> Alarm:
    begun = say(
        "Returns for period {period} are due on {day}. Without an accepted one are {count} unit(s):",
        period=period_id,
        day=f"{due_on:%d/%m/%Y}",
        count=len(units),
    )
    further = say("How each unit stands: table marts.return; slips to send to the units: folder slips.")
    return Alarm(
        "due",
        f"{period_id} {due_on}",
        say(
            "Period {period}: {count} unit(s) without an accepted return, due on {day}",
            period=period_id,
            count=len(units),
            day=f"{due_on:%d/%m/%Y}",
        ),
        "\n".join((begun, *(f"- {unit}" for unit in units), "", further)),
        "stewards",
    )
