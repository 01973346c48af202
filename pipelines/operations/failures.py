"""How a failed run is told: a note for the operator who looks, and one alarm per cause."""

import hashlib
import re
from datetime import datetime
from pathlib import Path

from pipelines.operations.alarms import Alarm

NOTES_BYTES = 200_000
"""The file of notes keeps the newest so many."""
LAST_WORDS = "last_words.txt"
_ROOM_BYTES = 4096
_NEXT = "\f"
"""Between what two runs said."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
"""Signs that no run writes there."""
_VARIES = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{6,}|\d+")
"""What differs from night to night though the cause is the same: instants, ids, sizes."""


def add_note(notes: Path, run: str, note: str) -> None:
    """Add a note of a run to the file of notes, newest last, unless one of that run is there."""
    notes.parent.mkdir(parents=True, exist_ok=True)
    held = notes.read_text(encoding="utf-8", errors="replace") if notes.exists() else ""
    if run not in held:
        kept = (held + note).encode()[-NOTES_BYTES:].decode(errors="ignore")
        part = notes.with_name(f".{notes.name}.part")
        part.write_text(kept, encoding="utf-8")  # on a full disk what is there stays
        part.replace(notes)


def failure_alarm(told: str, run: str) -> Alarm:
    """The alarm of a failed run, by what it says without numbers."""
    first = told.partition("\n")[0]
    return Alarm(
        "failure",
        hashlib.sha256(_VARIES.sub("#", told).encode()).hexdigest(),
        f"The night failed: {first[:120]}",
        f"{told}\n\n{run}",
    )


def keep_room_for_last_words(warehouse: Path) -> None:
    """Have a file on the disk that can be written over when nothing else can be written, for the disk is full."""
    path = warehouse / LAST_WORDS
    if not path.is_file() or path.stat().st_size != _ROOM_BYTES:
        path.write_bytes(b" " * _ROOM_BYTES)


def leave_last_words(warehouse: Path, run_id: str, told: str) -> None:
    """Say in that file why a run failed that could be recorded nowhere, before what earlier ones said while there is room."""
    keep_room_for_last_words(warehouse)
    earlier = [(name, said) for name, said in _said(warehouse) if name != run_id]
    own = _CONTROL.sub(" ", told.replace(_NEXT, " "))
    words = _NEXT.join(f"{name}\n{said}" for name, said in [(run_id, own), *earlier])
    with (warehouse / LAST_WORDS).open("r+b") as file:
        file.write(words.encode(errors="replace")[:_ROOM_BYTES].ljust(_ROOM_BYTES))


def last_words(warehouse: Path, run_id: str) -> str | None:
    """Why a run failed, if it could say so; None if not."""
    return dict(_said(warehouse)).get(run_id)


def unrecorded_failure(warehouse: Path, since: datetime | None) -> Alarm | None:
    """The alarm of the last run that left word since an instant, or ever, so that nobody was told; None where none did."""
    said = _said(warehouse)
    if not said or (since and (warehouse / LAST_WORDS).stat().st_mtime < since.timestamp()):
        return None
    name, told = said[0]
    return failure_alarm(told, f"run {name} failed")


def _said(warehouse: Path) -> list[tuple[str, str]]:
    """Id of each run that left last words, and these, newest first; none where a damaged disk left other signs there."""
    path = warehouse / LAST_WORDS
    said = path.read_bytes().decode(errors="ignore") if path.is_file() else ""
    if _CONTROL.search(said):
        return []
    found = [entry.partition("\n") for entry in said.split(_NEXT) if entry.strip()]
    return [(name.strip(), told.strip()) for name, _, told in found]
