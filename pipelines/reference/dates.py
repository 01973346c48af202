"""Checks the days of units, code lists and periods: nothing overlaps, and no day falls between two lines by mistake."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from pipelines.reference.fields import Dated, holds_on
from pipelines.reference.lines import Lines
from pipelines.reference.namesakes import name_faults
from pipelines.reference.period_faults import DAY, period_faults
from pipelines.reference.registers import Code, Unit, UnitAlias


def date_faults(loaded: Mapping[str, Lines]) -> Iterator[str]:
    """Yield every fault of days as 'file:line: fault'."""
    units: dict[str, list[tuple[int, Unit]]] = defaultdict(list)
    codes: dict[tuple[str, str], list[tuple[int, Code]]] = defaultdict(list)
    for line, row in loaded["unit"].rows:
        assert isinstance(row, Unit)
        units[row.unit_id].append((line, row))
    for line, row in loaded["code"].rows:
        assert isinstance(row, Code)
        codes[row.list_id, row.code].append((line, row))
    for (_, code), entries in codes.items():
        yield from _span_faults("code.csv", f"code '{code}'", entries)
    for unit_id, spans in units.items():
        yield from _span_faults("unit.csv", unit_id, spans)
        yield from _pause_faults(unit_id, spans)
        yield from _successor_faults(spans, units)
    aliases = [(line, row) for line, row in loaded["unit_alias"].rows if isinstance(row, UnitAlias)]
    yield from name_faults([(line, row) for line, row in loaded["unit"].rows if isinstance(row, Unit)], aliases)
    yield from period_faults(loaded)


def _span_faults(file: str, name: str, spans: Sequence[tuple[int, Dated]]) -> Iterator[str]:
    """Yield where the lines of one unit or code end too early, overlap, or leave days between them on which it is nothing."""
    for line, row in spans:
        if row.valid_to_on and row.valid_from_on and row.valid_to_on < row.valid_from_on:
            yield f"{file}:{line}: {name} ends on {row.valid_to_on}, before it begins on {row.valid_from_on}"
    for (line_before, before), (line, after) in pairwise(sorted(spans, key=lambda item: item[1].valid_from_on or date.min)):
        assert after.valid_from_on
        if before.valid_to_on is None or before.valid_to_on >= after.valid_from_on:
            yield f"{file}:{line}: dates of {name} overlap those of line {line_before}"
            continue
        ends_on = getattr(before, "paused_until_on", None) or before.valid_to_on
        day_before = after.valid_from_on - DAY
        if ends_on != day_before:
            pause = f", or, if the unit paused, give that line paused_until_on {day_before}" if file == "unit.csv" else ""
            yield (
                f"{file}:{line}: {name} begins again on {after.valid_from_on}, but line {line_before} ends on {ends_on}, "
                f"and the days between would be lost; let line {line_before} end on {day_before}{pause}"
            )


def _pause_faults(unit_id: str, spans: Sequence[tuple[int, Unit]]) -> Iterator[str]:
    for line, row in spans:
        if row.paused_until_on and not (row.valid_to_on and row.paused_until_on > row.valid_to_on):
            yield f"unit.csv:{line}: {unit_id} is paused until {row.paused_until_on}, which is not after its last day"
    line, last = max(spans, key=lambda item: item[1].valid_from_on)
    if last.paused_until_on:
        yield f"unit.csv:{line}: {unit_id} is paused until {last.paused_until_on}, but no line begins on the day after"


def _successor_faults(spans: Iterable[tuple[int, Unit]], units: Mapping[str, Sequence[tuple[int, Unit]]]) -> Iterator[str]:
    """Yield each unit that has no last day, or whose successor does not exist on the day on which it takes over."""
    for line, row in spans:
        if row.successor_id and not row.valid_to_on:
            yield f"unit.csv:{line}: {row.unit_id} has successor {row.successor_id} but no last day"
        elif row.successor_id and row.valid_to_on and row.successor_id in units:
            first_day = row.valid_to_on + DAY
            if not any(holds_on(successor, first_day) for _, successor in units[row.successor_id]):
                yield (
                    f"unit.csv:{line}: {row.unit_id} ends on {row.valid_to_on}, but its successor {row.successor_id} does not "
                    f"exist on {first_day}; mend the last day of the one or the first day of the other"
                )
