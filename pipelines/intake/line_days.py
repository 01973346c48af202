"""From which day on a line of a register may change figures, told by what it says of itself before and after."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

NEVER = date.max
"""A line that no figure depends on."""
_SAID_OF_RULES = frozenset({"message_vi", "remedy_vi", "owner", "reason", "source", "breaks_with"})
"""What a rule says to people alone."""
_ENDS = frozenset({"valid_to_on", "successor_id"})
"""What a line says of its end."""
_BEGINS = ("valid_from_on", "happened_on")

Row = Mapping[str, str]


def prerequisites(rows: Collection[Row]) -> set[str]:
    """Rules that others name as such: whether they hold decides whether those are judged."""
    return {rule_id for row in rows for rule_id in row.get("prerequisite", "").split()}


def first_day(register: str, before: Row | None, after: Row | None, needed: Collection[str]) -> date | None:
    """First day of whose figures a line may tell that came, went (`after` is None) or changed; None where any may be.

    A rule tells of returns only where it refuses them, or where another one needs it (`needed`).
    """
    rows = [row for row in (before, after) if row is not None]
    differing = {name for name in {*rows[0], *rows[-1]} if rows[0].get(name, "") != rows[-1].get(name, "")}
    if register == "rule":
        is_told = any(row.get("severity", "error") == "error" or row.get("rule_id") in needed for row in rows)
        if not is_told or (differing and differing <= _SAID_OF_RULES):
            return NEVER
    if differing and differing <= _ENDS:
        ends = [_day(row["valid_to_on"]) for row in rows if row.get("valid_to_on")]
        return min((day + timedelta(days=1) for day in ends if day), default=None) if None not in ends else None
    begins = [_day(next((row[name] for name in _BEGINS if row.get(name)), "")) for row in rows]
    return min((day for day in begins if day), default=None) if None not in begins else None


def _day(text: str) -> date | None:
    """The day of a cell; None where it is none, or not written year first."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
