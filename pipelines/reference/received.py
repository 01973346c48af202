"""The book of incoming files, as an office keeps one of incoming letters: when each file came, where the book says so.

A line that cannot be used never stops a night: it is told as a finding (`quality.received_fault`), with its number.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from pipelines.reference.cells import Record, days_of
from pipelines.reference.fields import Register

_INSTANT = re.compile(
    r"(?P<day>\S+?)"
    r"(?:[T ] *(?P<hour>\d{1,2})[:H](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?"
    r"(?: ?(?P<half>AM|PM|SA|CH))?"
)
_AFTERNOON = ("PM", "CH")
_ABOVE = re.compile(r"^(?:\./|raw/|returns/)+")


class Received(Register):
    """A file in the office's book of incoming files: the instant counts in place of that at which a night took the file in."""

    path: str
    """File below raw/returns. The line is about the content that was taken in there on that day, else about the next one.
    Empty, as received_at may be, in a line that is not yet written to its end."""
    received_at: str
    """When the file came: day and time where the office is ('2024-01-15 08:30'), or the day alone: by its end."""
    line_number: int = 0
    """Line of the file, filled in when the register is read."""


def with_instants(records: Sequence[Record], delimiter: str) -> list[Record]:
    """Lines of register received, numbered, each instant ('2024-01-15T08:30:00') or day in one spelling where it says one."""
    found = [_INSTANT.fullmatch(record.fields.get("received_at", "").upper()) for record in records]
    days = days_of([match["day"] if match else "" for match in found], delimiter)
    return [
        Record(record.line, {**record.fields, "line_number": str(record.line), **_spelt(record, match, day)})
        for record, match, day in zip(records, found, days, strict=True)
    ]


def _spelt(record: Record, match: re.Match[str] | None, day: date | None) -> dict[str, str]:
    path = record.fields.get("path", "")
    path = _ABOVE.sub("", path if "/" in path else path.replace("\\", "/"))
    at = _at(match, day) if match and day else None
    return {"path": path, "received_at": at.isoformat() if at else record.fields.get("received_at", "")}


def _at(match: re.Match[str], day: date) -> date | None:
    if match["hour"] is None and not match["half"]:
        return day
    hour = int(match["hour"] or 0)
    if match["half"]:
        hour = hour % 12 + 12 * (match["half"] in _AFTERNOON)
    try:
        return datetime.combine(day, time(hour, int(match["minute"] or 0), int(match["second"] or 0)))
    except ValueError:
        return None


def came_at(rows: Iterable[Received], zone: ZoneInfo) -> list[datetime | None]:
    """The instant of each line in UTC, as DuckDB's TIMESTAMP takes it; None where the line says none."""
    return [_in_utc(row.received_at, zone) for row in rows]


def _in_utc(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        at = datetime.fromisoformat(f"{text}T23:59:59" if len(text) == len("2024-01-15") else text)
        return at.replace(tzinfo=at.tzinfo or zone).astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):  # the second: no such instant in UTC, as of 0001-01-01 00:00, an empty one of Access
        return None
