"""Checks register unit_event against unit.csv: each event by itself, and what together became of a unit on a day."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from pipelines.reference.lines import Lines
from pipelines.reference.registers import Unit
from pipelines.reference.unit_events import CHANGES, UnitEvent, UnitHistory

_DAY = timedelta(days=1)
_ENDS = {"founded": {"to_id"}, "dissolved": {"from_id"}}
"""Kind of event → what it must name; every other names both, and a unit may be dissolved into another."""


def event_faults(loaded: Mapping[str, Lines]) -> Iterator[str]:
    """Yield every fault of register unit_event as 'file:line: fault'. Unknown units are told elsewhere."""
    units = [row for _, row in loaded["unit"].rows if isinstance(row, Unit)]
    events = [(line, row) for line, row in loaded["unit_event"].rows if isinstance(row, UnitEvent)]
    history = UnitHistory(units, [])
    known = {unit.unit_id for unit in units}
    for line, row in events:
        if {row.from_id, row.to_id} - {None} <= known:
            yield from (f"unit_event.csv:{line}: {fault}" for fault in _line_faults(row, history))
    yield from _of_one_event(events)
    yield from _together(events, history)


def _line_faults(row: UnitEvent, history: UnitHistory) -> Iterator[str]:
    """Yield what is wrong with one line by itself, and with the lines of unit.csv that it is about."""
    wanted = _ENDS.get(row.kind, {"from_id", "to_id"})
    if missing := sorted(name for name in wanted if not getattr(row, name)):
        yield f"{row.kind}: fill in {' and '.join(missing)}"
        return
    if row.kind == "founded" and row.from_id:
        yield "founded: there was no unit before; leave from_id empty, or mend the kind"
        return
    if row.kind in CHANGES and row.from_id != row.to_id:
        yield f"{row.kind}: a unit keeps its id, but from_id is {row.from_id} and to_id {row.to_id}"
        return
    if row.share_pct is not None and not (row.from_id and row.to_id):
        yield "share_pct: there is nothing to share between two units; leave it empty"
    if row.kind in CHANGES and row.share_pct not in (None, 100):
        yield f"{row.kind}: a unit that goes on keeps all that it was; leave share_pct empty"
    day, before = row.happened_on, row.happened_on - _DAY
    was = history.line_before(row.from_id, day) if row.from_id else None
    now = history.line_on(row.to_id, day) if row.to_id else None
    if row.from_id and was is None:
        yield f"no line of {row.from_id} in unit.csv ends on {before}, the day before; let it end then, or mend happened_on"
    if row.to_id and now is None:
        yield f"{row.to_id} does not exist on {day} by unit.csv; give it a line from {day} on, or mend happened_on"
    if row.kind == "founded" and row.to_id and history.line_on(row.to_id, before):
        yield f"founded: {row.to_id} is a unit on {before} too by unit.csv; mend the kind or the day"
    elif row.kind == "founded" and now and now.valid_from_on != day:
        yield f"{row.to_id} begins on {now.valid_from_on} by unit.csv; mend the one day or the other"
    changes = CHANGES.get(row.kind, ())
    if was and now and changes and all(getattr(was, name) == getattr(now, name) for name in changes):
        yield f"{row.kind}: {row.to_id} has the same {' and '.join(changes)} before and from {day} on in unit.csv"


def _of_one_event(events: Sequence[tuple[int, UnitEvent]]) -> Iterator[str]:
    """Yield each line that says another day or kind than the first one of its event: it would be counted as several."""
    first: dict[str, tuple[int, UnitEvent]] = {}
    for line, row in events:
        on, said = first.setdefault(row.event_id, (line, row))
        own = "or give this line an event_id of its own"
        if row.happened_on != said.happened_on:
            yield (
                f"unit_event.csv:{line}: event {row.event_id} happened on {said.happened_on} by line {on}, and here on "
                f"{row.happened_on}; mend the day, {own}"
            )
        if row.kind != said.kind:
            yield (
                f"unit_event.csv:{line}: event {row.event_id} is '{said.kind}' by line {on}, and here '{row.kind}'; mend the "
                f"kind, {own}"
            )


def _together(events: Sequence[tuple[int, UnitEvent]], history: UnitHistory) -> Iterator[str]:
    """Yield what is wrong with the lines that say what became of one unit on one day.

    Changes by which a unit goes on as itself may stand beside what else became of it, each an event of its own.
    """
    by_source: dict[tuple[str, date], list[tuple[int, UnitEvent]]] = defaultdict(list)
    for line, row in events:
        if row.from_id:
            by_source[row.from_id, row.happened_on].append((line, row))
    for (unit_id, day), told in by_source.items():
        rows = [(line, row) for line, row in told if row.kind not in CHANGES] or told[:1]
        line, first = rows[0]
        where = f"unit_event.csv:{line}"
        became = [row.to_id for _, row in rows]
        if len({row.event_id for _, row in rows}) > 1 and len(became) > 1:
            yield f"{where}: {unit_id} is in two events of {day}; what became of it on one day is one event, with one event_id"
        for into, became_id in [(number, row.to_id) for number, row in rows if row.to_id][:1]:
            for none in (number for number, row in rows if not row.to_id):
                yield (
                    f"unit_event.csv:{none}: {unit_id} becomes {became_id} by line {into}, so nothing of it falls to none; "
                    "take this line out, or name a unit after"
                )
        shares = [row.share_pct for _, row in rows if row.share_pct is not None]
        left = 100 - sum(shares)
        if left < 0 or (len(shares) == len(rows) and left != 0):
            yield f"{where}: shares of {unit_id} in {first.event_id} are {100 - left} percent together, and must be 100"
        elif shares and len(shares) < len(rows) and left == 0:
            yield (
                f"{where}: shares of {unit_id} in {first.event_id} leave nothing for the units without one; give them 0, or "
                "take their lines out"
            )
        if first.kind == "split" and len(rows) == 1:
            yield f"{where}: {unit_id} is split, so it becomes two units at least; add a line for each"
        ended = history.line_before(unit_id, day)
        if history.line_on(unit_id, day) and unit_id not in became:
            yield f"{where}: {unit_id} goes on from {day} by unit.csv; add a line with to_id {unit_id}, or let it end"
        if ended and ended.successor_id and ended.successor_id not in became:
            said = ", ".join(filter(None, became)) or "nothing"
            yield f"{where}: {unit_id} becomes {said}, but successor_id of unit.csv is {ended.successor_id}; empty that"
