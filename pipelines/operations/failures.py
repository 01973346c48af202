"""How a failed run is told: a note for the operator who looks, and one alarm per cause."""

import hashlib
import re
from pathlib import Path

from pipelines.operations.alarms import Alarm

NOTES_BYTES = 200_000
"""The file of notes keeps the newest so many."""
_VARIES = re.compile(r"[0-9a-f]{6,}|\d+")
"""What differs from night to night though the cause is the same: instants, ids, sizes."""


def add_note(notes: Path, run: str, note: str) -> None:
    """Add a note of a run to the file of notes, newest last, unless one of that run is there."""
    notes.parent.mkdir(parents=True, exist_ok=True)
    held = notes.read_text(encoding="utf-8", errors="replace") if notes.exists() else ""
    if run not in held:
        kept = (held + note).encode()[-NOTES_BYTES:].decode(errors="ignore")
        notes.write_text(kept, encoding="utf-8")


def failure_alarm(told: str, run: str) -> Alarm:
    """The alarm of a failed run, by what it says without numbers."""
    first = told.partition("\n")[0]
    return Alarm(
        "failure",
        hashlib.sha256(_VARIES.sub("#", told).encode()).hexdigest(),
        f"The night failed: {first[:120]}",
        f"{told}\n\n{run}",
    )
