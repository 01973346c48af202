"""Units of one name: communes of two districts may share theirs, and the district then stands beside it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from pipelines.language.vietnamese import match_key
from pipelines.reference.fields import holds_on, overlap
from pipelines.reference.registers import Unit, UnitAlias


def name_faults(units: Sequence[tuple[int, Unit]], aliases: Sequence[tuple[int, UnitAlias]]) -> Iterator[str]:
    """Yield each name of two units that are part of one on some day: nothing but their codes would tell them apart."""
    lines: dict[str, list[Unit]] = defaultdict(list)
    named: dict[str, list[Unit]] = defaultdict(list)
    codes: dict[str, str] = {}
    for line, unit in units:
        if (known := codes.setdefault(unit.unit_id.casefold(), unit.unit_id)) != unit.unit_id:
            yield f"unit.csv:{line}: unit_id '{unit.unit_id}' differs from '{known}' by capitals only; give one another code"
        if owner := _owner(unit, named[unit.name_vi.casefold()]):
            yield f"unit.csv:{line}: name '{unit.name_vi}' already belongs to {owner}, which is part of the same unit"
        lines[unit.unit_id].append(unit)
        named[unit.name_vi.casefold()].append(unit)
    for line, alias in aliases:
        alike = named[alias.alias_vi.casefold()]
        owners = (_owner(unit, alike) for unit in lines[alias.unit_id])
        if owner := next((owner for owner in owners if owner), None):
            yield f"unit_alias.csv:{line}: '{alias.alias_vi}' is the name of {owner}, which is part of the same unit"
        alike += lines[alias.unit_id]


def _owner(unit: Unit, alike: Iterable[Unit]) -> str | None:
    """Another unit of the name that is, on some day, part of the same one."""
    others = (other for other in alike if other.unit_id != unit.unit_id and other.parent_id == unit.parent_id)
    return next((other.unit_id for other in others if overlap(unit, other)), None)


def distinct_names(units: Sequence[Unit]) -> dict[tuple[str, date], str]:
    """Unit and first day of each of its lines → its name, by which nobody can take it for another one.

    Where another unit has the same name on one of the line's days, the nearest unit that it is part of and the other is not
    stands behind it, 'Xã An Phú (Huyện Hai)'; where none of these has a name of its own, its code.
    """
    lines: dict[str, list[Unit]] = defaultdict(list)
    alike: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        lines[unit.unit_id].append(unit)
        alike[match_key(unit.name_vi)].append(unit)
    found = {}
    for named in alike.values():
        for unit in named:
            others = [other for other in named if other.unit_id != unit.unit_id and overlap(other, unit)]
            found[unit.key] = f"{unit.name_vi} ({_beside(unit, others, lines)})" if others else unit.name_vi
    return found


def _beside(unit: Unit, others: Iterable[Unit], lines: Mapping[str, Sequence[Unit]]) -> str:
    """What stands behind the name of a unit that others have too."""
    known = {match_key(name) for other in others for name in (other.name_vi, *_names_above(other, lines))}
    return next((name for name in _names_above(unit, lines) if match_key(name) not in known), unit.unit_id)


def _names_above(unit: Unit, lines: Mapping[str, Sequence[Unit]]) -> list[str]:
    """Names of the units that one is part of on the last day of its line, the nearest first; `lines`: of each unit."""
    day, names, seen = unit.valid_to_on or date.max, [], {unit.unit_id}
    above = unit.parent_id
    while above and above not in seen:
        seen.add(above)
        part_of = _line_on(lines[above], day)
        names.append(part_of.name_vi)
        above = part_of.parent_id
    return names


def _line_on(lines: Iterable[Unit], day: date) -> Unit:
    """The line of a unit that holds on a day, else its last one."""
    known = sorted(lines, key=lambda line: line.valid_from_on)
    return next((line for line in known if holds_on(line, day)), known[-1])
