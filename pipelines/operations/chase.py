"""Reminding: a letter to each unit whose return is late or was refused, a list for the leaders, and mail where it is set up."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from pipelines import queries, slips
from pipelines.errors import ReminderError, did_you_mean
from pipelines.folders import Folders, require_parent, write_whole
from pipelines.intake.reminders import Reminders
from pipelines.intake.waiting import waiting
from pipelines.operations.late_returns import Chase, attached_to, slip_of
from pipelines.operations.letter_content import letter_content, list_content
from pipelines.reference import Period, ReminderStep, load_reference
from pipelines.reference.documents import LETTER_TEMPLATE, LIST_TEMPLATE
from pipelines.reference.period_faults import file_name
from pipelines.reference.run import begin
from pipelines.reports.letters import render, says_the_same
from pipelines.templates.cells_before import figures_before
from pipelines.templates.of_a_period import Before, write_template
from pipelines.warehouse import newest_release, open_release
from pipelines.warehouse.build import locked

WAIT_SECONDS = 10
"""How long it waits for a night to end."""
_EXAMPLE = "make chase PERIOD=2023H2"


def chase(folders: Folders, period_id: str, now: datetime | None = None) -> Chase:
    """Write a letter to each late unit whose next step is due, with the template to fill in, and the list of the day.

    A second call on the same day finds no step due and changes nothing; letters that were deleted come back. `now` is the
    instant of the command where it is not that of `reference.run.begin`.

    Raises:
        ReminderError: nothing is published, files wait to be received, or there is no such period, no step, no template.
        WarehouseBusyError: a night runs.
        RegisterError: the registers contradict themselves.
    """
    require_parent(folders.archive)
    with locked(folders.warehouse, WAIT_SECONDS):
        found = _begin(folders, period_id, now)
        put_back(found)
        write_letters(found)
        write_list(found)
    return found


def _begin(folders: Folders, period_id: str, now: datetime | None) -> Chase:
    reference = load_reference(folders.reference)
    period = reference.periods.get(period_id.strip())
    if period is None:
        raise ReminderError(
            f"period '{period_id}' is not in the register{did_you_mean(period_id, reference.periods)}",
            where="raw/reference/period.csv",
            remedy=f"name one of {', '.join(reference.periods)}: {_EXAMPLE}",
        )
    if not reference.reminder_step:
        raise ReminderError(
            "no step is said at which units are reminded",
            where=str(folders.reference / "reminder_step.csv"),
            remedy="write at least one line, as docs/operations.md says ('Remind late units')",
        )
    _require_current(folders)
    run_at = now.astimezone(reference.time_zone) if now else begin(reference.time_zone).run_at
    with open_release(folders.warehouse) as db:
        rows = queries.rows(db, "operations/to_remind", period_id=period.period_id, office_on=run_at.date())
        faults = _by_return(db, period)
        lying = slips.slips_by_file(db, folders.slips)
    require_somebody(rows, period, run_at.date())
    return Chase(folders, reference, period, run_at, rows, faults, lying, Reminders(folders.archive))


def require_somebody(rows: Sequence[Mapping[str, Any]], period: Period, on: date) -> None:
    """See that a period that is not due yet has at least a return that was refused: else a list would tell of nobody."""
    if not rows and on <= period.due_on:
        raise ReminderError(
            f"the returns of {period.period_id} are due on {period.due_on}: there is nobody to remind yet",
            where="raw/reference/period.csv",
            remedy="run it again when that day is over",
        )


def _require_current(folders: Folders) -> None:
    """See that no return lies in the inbox that the release does not know: its unit would be reminded of it all the same."""
    if newest_release(folders.warehouse) is None:
        raise ReminderError("nothing is published yet", where=str(folders.warehouse), remedy="run `make nightly`")
    if items := waiting(folders).items:
        raise ReminderError(
            f"{len(items)} file(s) wait that the last release does not know, {items[0][0]} among them",
            where=str(folders.returns),
            remedy=f"run `make nightly`, then `{_EXAMPLE.replace('2023H2', '…')}` again: who has sent is not reminded",
        )


def _by_return(db: duckdb.DuckDBPyConnection, period: Period) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in queries.rows(db, "operations/to_mend", period_id=period.period_id):
        found.setdefault(row["return_id"], []).append(row)
    return found


def due_step(
    steps: Sequence[ReminderStep], row: Mapping[str, Any], written: Mapping[int, date], on: date
) -> ReminderStep | None:
    """The step at which a unit is to be reminded on a day; None while none is due.

    Args:
        steps: the register.
        row: the late return: where it stands, and for how many days it is overdue.
        written: step → day on which its letter was written.
        on: the day.
    """
    following = next((step for step in sorted(steps, key=_number) if step.step_number > max(written, default=0)), None)
    if following is None or row["stands"] == "late":
        return None
    if written:
        is_due = (on - max(written.values())).days >= following.days_since_last and row["overdue_days"] >= following.late_days
    else:
        is_due = row["stands"] == "refused" or row["overdue_days"] >= following.late_days
    return following if is_due else None


def _number(step: ReminderStep) -> int:
    return step.step_number


def put_back(found: Chase) -> None:
    """Put letters of before that are gone back from the archive, those of units that are still late with their workbooks.

    Raises:
        ArchiveError: the archive has lost one too.
    """
    late = {row["unit_id"]: row for row in found.rows if row["stands"] != "late"}
    before: Before | None = None
    for unit_id, events in found.reminders.of_period(found.period.period_id).items():
        last = {event.file_name: event.file_sha256 for event in events}
        gone = {path: sha256 for name, sha256 in last.items() if not (path := found.folders.reminders / name).is_file()}
        for path, sha256 in gone.items():
            write_whole(path, found.reminders.archive.checked_path(sha256).read_bytes())
            found.put_back.append(path)
        if gone and unit_id in late and not attached_to(found, late[unit_id]).is_file():
            before = before or figures_before(found.folders.warehouse, found.reference, found.period)
            found.put_back.append(_attach(found, late[unit_id], before))


def write_letters(found: Chase) -> None:
    """Write the letters whose step is due, each with its workbook, and note them; letters that were written stand."""
    known = found.reminders.of_period(found.period.period_id)
    before: Before | None = None
    events, letters = [], {}
    for row in found.rows:
        written = found.written_on(known.get(row["unit_id"], []))
        step = due_step(found.reference.reminder_step, row, written, found.on)
        if step is None:
            continue
        before = before or figures_before(found.folders.warehouse, found.reference, found.period)
        attached = _attach(found, row, before)
        path = found.folder / f"{row['unit_id']}_{file_name(found.period.period_id)}_{step.step_number}.docx"
        said = letter_content(found, row, step, [*written.values()], attached)
        profile = next((each for each in found.reference.layout_profile if each.profile_id == step.profile_id), None)
        content = render(found.folders.reference / LETTER_TEMPLATE, said, profile)
        write_whole(path, content)
        file_sha256 = hashlib.sha256(content).hexdigest()
        letters[file_sha256] = content
        events.append(_written(found, row, step, path, file_sha256))
        found.letters.append(path)
    if events:
        found.enter(events, letters)


def _written(found: Chase, row: Mapping[str, Any], step: ReminderStep, path: Path, file_sha256: str) -> dict[str, Any]:
    return {
        "unit_id": row["unit_id"],
        "step_number": step.step_number,
        "event": "written",
        "late_days": row["overdue_days"],
        "file_name": path.relative_to(found.folders.reminders).as_posix(),
        "file_sha256": file_sha256,
        "mail_to": "",
    }


def _attach(found: Chase, row: Mapping[str, Any], before: Before) -> Path:
    """Lay the slip of a unit beside its letter, or the workbook that it is to fill in; returns where."""
    path, slip = attached_to(found, row), slip_of(found, row)
    if slip:
        write_whole(path, slip.read_bytes())
    else:
        unit = found.reference.unit_on(row["unit_id"], found.period.period_id)
        assert unit is not None, "a return is due of it"
        write_template(found.folder, found.reference, unit, found.period, found.reference.office[0].name_vi, before)
    return path


def write_list(found: Chase) -> None:
    """The list for the leaders, unless what lies there says the same."""
    document = render(found.folders.reference / LIST_TEMPLATE, list_content(found))
    if not found.list_path.is_file() or not says_the_same(found.list_path, document):
        write_whole(found.list_path, document)
