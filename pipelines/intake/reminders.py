"""Reminders: what was written to late units and what was mailed, in the archive's journal, with each letter as it went out.

<archive>/reminders.jsonl   one line per event of a letter
<archive>/objects/…         the letters
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipelines.intake.archive import Archive
from pipelines.journal import Journal

Event = Literal["written", "sending", "sent", "not_sent"]


@dataclass(frozen=True, slots=True)
class Reminder:
    """One event of a letter to a unit: it was written, is handed to a mail server, or that took it or surely did not."""

    reminder_id: int
    """Position in the journal, from 1."""
    unit_id: str
    period_id: str
    step_number: int
    event: Event
    at: str
    """Instant (UTC, ISO 8601)."""
    late_days: int
    """Days from the due day to the day of the letter."""
    file_name: str
    """The letter, below warehouse/reminders."""
    file_sha256: str
    """The letter, as it lies in the archive: as it was written, or as it was mailed."""
    mail_to: str
    """Whom it was mailed to, separated by '|'; '' when it was only written."""


class Reminders:
    """The journal of reminders, and the letters that it names."""

    def __init__(self, folder: Path) -> None:
        self.archive = Archive(folder)
        self.journal = Journal(folder / "reminders.jsonl", Reminder)

    def mend_journal(self, landed: Sequence[Reminder]) -> list[str]:
        """Put the journal right where it is damaged, cut or gone, as far as those that were landed tell; one line each."""
        return self.journal.mend(landed, lambda reminder: self.archive.fault(reminder.file_sha256) is None)

    def enter(self, lines: Sequence[Reminder], letters: Mapping[str, bytes]) -> None:
        """Archive letters, then name them in the journal; `letters` is content by hash."""
        self.archive.enter(self.journal, lines, letters)

    def of_period(self, period_id: str) -> dict[str, list[Reminder]]:
        """Unit → events of its letters about a period, oldest first."""
        found: dict[str, list[Reminder]] = defaultdict(list)
        for line in self.journal.read():
            if line.period_id == period_id:
                found[line.unit_id].append(line)
        return dict(found)
