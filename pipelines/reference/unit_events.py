"""What became of units: register unit_event.csv with the lines of unit.csv, and how what each was falls to the units of today.

A figure of a unit is about the line of unit.csv that holds on the last day of its period. When the line ends, it becomes what
an event of the next day says, else its successor, else the unit's own next line. Of what becomes several units, parts of which
no share is stated are from nothing to all that is left.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field

from pipelines.reference.fields import Id, Register, Text, holds_on
from pipelines.reference.registers import Period, Unit
from pipelines.tables import Table, by_column

_DAY = timedelta(days=1)
_ONE = 10**12
EventKind = Literal["founded", "renamed", "moved", "upgraded", "merged", "split", "dissolved"]
"""What may become of units."""
CHANGES: Mapping[EventKind, Sequence[str]] = {
    "renamed": ("name_vi",),
    "moved": ("sector", "kind", "parent_id"),
    "upgraded": ("kind",),
}
"""Kind of event by which a unit goes on as itself, with all that it was → columns of unit.csv of which one changes."""
Key = tuple[str, date]
"""A line of unit.csv: unit and first day."""
Bounds = tuple[Fraction, Fraction]
"""Least and most."""
UNIT_SHARE = Table(
    name="reference.unit_share",
    description="To which units the figures of a unit fall, that it told as it was, on which days.",
    grain="one row per line of unit.csv, days, and unit that it has become on these, also in part; one for what it still is",
    columns={
        "unit_id": ("VARCHAR", "unit, as it told figures"),
        "valid_from_on": ("DATE", "first day of its line in unit.csv"),
        "became_id": ("VARCHAR", "unit that it has become; of one that ended without a successor the unit itself"),
        "became_from_on": ("DATE", "first day of the line of that unit on these days"),
        "least_share": ("DECIMAL(18, 12)", "least part of its figures that falls to that unit, 0 to 1"),
        "most_share": ("DECIMAL(18, 12)", "most part of them"),
        "holds_from_on": ("DATE", "first day on which that is so; null: from its beginning on"),
        "holds_to_on": ("DATE", "last day on which that is so; null: no end"),
    },
)
UNIT_SPLIT = Table(
    name="reference.unit_split",
    description="What is told together where one unit became several between two periods, or several others: of each of these "
    "units all of them in the period, and all that they were in the period before.",
    grain="one row per unit, period, and unit and period that is told together with it",
    columns={
        "unit_id": ("VARCHAR", "unit that came of a split"),
        "period_id": ("VARCHAR", "first period that ends after it"),
        "other_id": ("VARCHAR", "unit that came of it too, itself among them; or one that was before"),
        "other_period_id": ("VARCHAR", "that period, or the one before"),
        "is_before": ("BOOLEAN", "whether it is one that was before"),
    },
)


class UnitEvent(Register):
    """What became of units on a day: one line for each unit before and each unit after, so an event may have many of both."""

    event_id: Id
    """Event, e.g. 'NQ-12-2022'; the same on all lines of one."""
    kind: EventKind
    """What happened: founded (no unit before), renamed, moved (to another sector, kind or unit above), upgraded (to another
    kind), merged, split, or dissolved (into others, or into none)."""
    happened_on: date
    """First day on which units are as they became; the lines of unit.csv before end on the day before."""
    from_id: Id | None = None
    """Unit before; empty: founded."""
    to_id: Id | None = None
    """Unit after; the same where a unit goes on; empty: dissolved into none."""
    share_pct: Annotated[Decimal, Field(ge=0, le=100)] | None = None
    """Part of the unit before that the unit after has, percent; empty: what others leave of it, all where there is no other,
    and a part that is not known where several have none stated."""
    decision: Text | None = None
    """Decision by which it happened."""


@dataclass(frozen=True)
class Became:
    """What one line of unit.csv becomes when it ends."""

    on: date
    """First day of it."""
    shares: Mapping[Key, Fraction]
    """Lines whose share of it is stated."""
    rest: Fraction
    """What is left for the others together."""
    others: Sequence[Key] = ()
    """Lines whose share is not stated; none unless something is left."""


class UnitHistory:
    """Units of unit.csv over time, joined by what became of each."""

    def __init__(self, units: Iterable[Unit], events: Iterable[UnitEvent]) -> None:
        self._lines: dict[str, list[Unit]] = defaultdict(list)
        for unit in sorted(units, key=lambda row: row.valid_from_on):
            self._lines[unit.unit_id].append(unit)
        self._events: dict[tuple[str, date], list[UnitEvent]] = defaultdict(list)
        for event in events:
            if event.from_id:
                self._events[event.from_id, event.happened_on].append(event)

    def line_on(self, unit_id: str, day: date) -> Unit | None:
        """Line of a unit that holds on a day."""
        return next((unit for unit in self._lines[unit_id] if holds_on(unit, day)), None)

    def line_before(self, unit_id: str, day: date) -> Unit | None:
        """Line of a unit that ends on the day before, or of which a pause does."""
        return next((unit for unit in self._lines[unit_id] if day in (_ends(unit), _goes_on(unit))), None)

    @cached_property
    def became(self) -> dict[Key, Became]:
        """Line → what it becomes; lines that still hold, and those that ended without a successor, become nothing."""
        found = {}
        for lines in self._lines.values():
            for unit, following in zip(lines, [*lines[1:], None], strict=True):
                # What a unit became when it ended stands, though one of its code begins again after a pause.
                is_told = unit.successor_id or (unit.unit_id, _ends(unit)) in self._events
                day = _ends(unit) if is_told else _goes_on(unit)
                if day and (became := self._became(unit, day, following)):
                    found[unit.key] = became
        return found

    def _became(self, unit: Unit, day: date, following: Unit | None) -> Became | None:
        stated: dict[Key, Fraction] = {}
        open_ones: list[Key] = []
        told = self._events.get((unit.unit_id, day), [])
        # A unit that goes on changed may be split, or take another in, on the same day: that says whose its figures are.
        for event in [event for event in told if event.kind not in CHANGES] or told[:1]:
            line = self.line_on(event.to_id, day) if event.to_id else None
            if line and event.share_pct is not None:
                stated[line.key] = Fraction(event.share_pct) / 100
            elif line:
                open_ones.append(line.key)
        if not stated and not open_ones:
            heir = self.line_on(unit.successor_id, day) if unit.successor_id else following
            return Became(day, {heir.key: Fraction(1)}, Fraction(0)) if heir else None
        rest = 1 - sum(stated.values(), Fraction(0))
        if len(open_ones) == 1:
            return Became(day, {**stated, open_ones[0]: rest}, Fraction(0))
        return Became(day, stated, rest, open_ones)

    def shares(self) -> dict[Key, dict[date, dict[Key, Bounds]]]:
        """Line → day → line that it has become from that day on → least and most part of its figures that falls to it.

        The days rise, the first of them is the first of all. A line that has become nothing else is itself as a whole.
        """
        found: dict[Key, dict[date, dict[Key, Bounds]]] = {}
        ordered = sorted((unit for lines in self._lines.values() for unit in lines), key=_last_day, reverse=True)
        for unit in ordered:  # what a line becomes ends later than it does
            found[unit.key] = {date.min: {unit.key: (Fraction(1), Fraction(1))}}
            if became := self.became.get(unit.key):
                following = {key: found[key] for key in (*became.shares, *became.others)}
                days = {became.on} | {day for days in following.values() for day in days if day > became.on}
                found[unit.key] |= {day: _combined(became, _on(following, day)) for day in sorted(days)}
        return found

    def became_by(self, key: Key, day: date) -> set[str]:
        """Units that a line has become by a day, those that hold on it: itself while it does."""
        unit = next(unit for unit in self._lines[key[0]] if unit.key == key)
        if holds_on(unit, day):
            return {unit.unit_id}
        became = self.became.get(key)
        following = (*became.shares, *became.others) if became else ()
        return {unit_id for each in following if each[1] <= day for unit_id in self.became_by(each, day)}


def _ends(unit: Unit) -> date | None:
    """Day after the last one of a line."""
    return unit.valid_to_on + _DAY if unit.valid_to_on else None


def _goes_on(unit: Unit) -> date | None:
    """Day after the last one of a line and of the pause that follows it."""
    last = unit.paused_until_on or unit.valid_to_on
    return last + _DAY if last else None


def _last_day(unit: Unit) -> date:
    return unit.valid_to_on or date.max


def _on(following: Mapping[Key, Mapping[date, Mapping[Key, Bounds]]], on: date) -> dict[Key, Mapping[Key, Bounds]]:
    """What each line has become on a day."""
    return {key: days[max(day for day in days if day <= on)] for key, days in following.items()}


def _combined(became: Became, known: Mapping[Key, Mapping[Key, Bounds]]) -> dict[Key, Bounds]:
    """Bounds of each line's part: the others may share what is left in any way, so that one of them may have it all."""
    nothing = (Fraction(0), Fraction(0))
    found = {}
    for line in {line: None for key in (*became.shares, *became.others) for line in known[key]}:
        stated = [(share, known[key].get(line, nothing)) for key, share in became.shares.items()]
        others = [known[key].get(line, nothing) for key in became.others] or [nothing]
        least = sum((share * bounds[0] for share, bounds in stated), became.rest * min(bounds[0] for bounds in others))
        most = sum((share * bounds[1] for share, bounds in stated), became.rest * max(bounds[1] for bounds in others))
        if most:
            found[line] = (least, most)
    return found


def with_successors(units: Sequence[Unit], events: Iterable[UnitEvent]) -> tuple[Unit, ...]:
    """The lines of unit.csv, each that became one other unit as a whole with that unit as its successor."""
    history = UnitHistory(units, events)

    def successor(unit: Unit) -> str | None:
        became = history.became.get(unit.key)
        whole = [key for key, share in became.shares.items() if share == 1] if became else []
        return whole[0][0] if whole and whole[0][0] != unit.unit_id else None

    return tuple(unit.model_copy(update={"successor_id": successor(unit)}) for unit in units)


def unit_shares(units: Sequence[Unit], events: Iterable[UnitEvent]) -> dict[str, list[object]]:
    """Rows of reference.unit_share, column by column. Shares have 12 decimals: known ones are 1 together, others bounds."""
    history = UnitHistory(units, events)
    rows = (
        (*key, *line, Decimal(least) / _ONE, Decimal(most) / _ONE, first if first > date.min else None, last)
        for key, days in history.shares().items()
        for (first, shares), last in zip(days.items(), [*(day - _DAY for day in [*days][1:]), None], strict=True)
        for line, (least, most) in _rounded(shares).items()
    )
    return by_column(UNIT_SHARE, rows)


def _rounded(shares: Mapping[Key, Bounds]) -> dict[Key, tuple[int, int]]:
    """Bounds in parts of `_ONE`. A part that is known has one number; where all are, the greatest has what the others leave."""
    found = {
        line: (int(least * _ONE), int(least * _ONE) if least == most else -int(-most * _ONE // 1))
        for line, (least, most) in shares.items()
    }
    if all(least == most for least, most in shares.values()):
        greatest = max(shares, key=lambda line: shares[line])
        rest = _ONE - sum(least for line, (least, _) in found.items() if line != greatest)
        found[greatest] = (rest, rest)
    return found


def unit_splits(units: Sequence[Unit], events: Iterable[UnitEvent], periods: Iterable[Period]) -> dict[str, list[object]]:
    """Rows of reference.unit_split, column by column."""
    history = UnitHistory(units, events)
    of_type: dict[str, list[Period]] = defaultdict(list)
    for period in sorted(periods, key=lambda row: row.starts_on):
        of_type[period.period_type].append(period)
    rows = (
        (unit_id, period.period_id, other_id, about.period_id, about is before)
        for found in of_type.values()
        for before, period in pairwise(found)
        for was, became in _parted(history, units, before.ends_on, period.ends_on)
        for unit_id in sorted(became)
        for about, others in ((before, was), (period, became))
        for other_id in sorted(others)
    )
    return by_column(UNIT_SPLIT, rows)


def _parted(history: UnitHistory, units: Sequence[Unit], before: date, day: date) -> list[tuple[set[str], set[str]]]:
    """Units of one day and all that they became by another, where these are several; those that share one are together."""
    together: list[tuple[set[str], set[str]]] = []
    changed = [unit for unit in units if unit.valid_from_on <= before <= _last_day(unit) < day]
    # A unit that another became part of is changed by it, though its own line goes on.
    into = {unit_id for unit in changed for unit_id in history.became_by(unit.key, day)}
    held = [unit for unit in units if unit.unit_id in into and holds_on(unit, before) and holds_on(unit, day)]
    for unit in (*changed, *held):
        was, became = {unit.unit_id}, history.became_by(unit.key, day)
        for other in [pair for pair in together if pair[1] & became]:
            together.remove(other)
            was, became = was | other[0], became | other[1]
        together.append((was, became))
    return [pair for pair in together if len(pair[1]) > 1]
