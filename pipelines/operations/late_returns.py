"""Returns of a period that are late or were refused, and what has been written about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pipelines.folders import Folders
from pipelines.intake.archive import utc_text
from pipelines.intake.reminders import Reminder, Reminders
from pipelines.reference import Period, Reference
from pipelines.reference.period_faults import file_name
from pipelines.templates.of_a_period import template_name


@dataclass
class Chase:
    """Whom there is to remind of one period, and what was written."""

    folders: Folders
    reference: Reference
    period: Period
    run_at: datetime
    """Instant of the command, where the office is."""
    rows: list[dict[str, Any]]
    """Late returns, as `sql/operations/to_remind.sql` has them, in its order."""
    faults: dict[str, list[dict[str, Any]]]
    """Return → what has to be mended in it."""
    slips: dict[str, Path]
    """Path of a file below raw/returns → its slip."""
    reminders: Reminders
    letters: list[Path] = field(default_factory=list)
    """Letters that were written now."""
    put_back: list[Path] = field(default_factory=list)
    """Files of letters of before that were gone and lie there again."""

    @property
    def folder(self) -> Path:
        """Where letters, templates and the list lie."""
        return self.folders.reminders / file_name(self.period.period_id)

    @property
    def on(self) -> date:
        """Day of the letters."""
        return self.run_at.date()

    @property
    def list_path(self) -> Path:
        """The list of that day."""
        return self.folder / f"list_{file_name(self.period.period_id)}_{self.on}.docx"

    def written_on(self, events: Sequence[Reminder]) -> dict[int, date]:
        """Step → day on which its letter was written, where the office is."""
        zone = self.reference.time_zone
        return {event.step_number: _instant(event).astimezone(zone).date() for event in events if event.event == "written"}

    def enter(self, events: Sequence[Mapping[str, Any]], letters: Mapping[str, bytes]) -> None:
        """Note what became of letters of this period, at the instant of the command."""
        first = len(self.reminders.journal.read()) + 1
        at = utc_text(self.run_at.timestamp())
        lines = [
            Reminder(reminder_id=number, period_id=self.period.period_id, at=at, **said)
            for number, said in enumerate(events, first)
        ]
        self.reminders.enter(lines, letters)


def slip_of(found: Chase, row: Mapping[str, Any]) -> Path | None:
    """The slip in which a unit mends what it sent; None where there is none, or nothing in it could be read."""
    return found.slips.get(row["newest_path"]) if row["newest_status"] in ("rejected", "held") else None


def attached_to(found: Chase, row: Mapping[str, Any]) -> Path:
    """Where the workbook lies that goes with a letter: the slip's copy, or the template."""
    slip = slip_of(found, row)
    return found.folder / (slip.name if slip else template_name(row["unit_id"], found.period.period_id))


def _instant(event: Reminder) -> datetime:
    return datetime.fromisoformat(event.at).replace(tzinfo=UTC)
