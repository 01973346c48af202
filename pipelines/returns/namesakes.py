"""Which of several units of one name is meant: by the day that a return is about, and by who reports; never by a guess."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pipelines.language.vietnamese import match_key
from pipelines.language.words import say
from pipelines.returns.lookup import all_above

if TYPE_CHECKING:  # the registers pull in pydantic, which worker processes do without
    from pipelines.reference import Reference
    from pipelines.reference.registers import Unit

Span = tuple[dt.date, dt.date]
_ALWAYS: Span = (dt.date.min, dt.date.max)


class UnitName(NamedTuple):
    """What a unit is called during a span of days."""

    key: str
    """`match_key` of its name, code or alias."""
    unit_id: str
    span: Span


def names_of_units(reference: "Reference") -> list[UnitName]:
    """What every unit was called when, names that began first before others; its code and aliases are its own on every day."""
    distinct = reference.unit_names
    named = [(unit.unit_id, unit.unit_id, _ALWAYS) for unit in reference.unit]
    named += [(alias.alias_vi, alias.unit_id, _ALWAYS) for alias in reference.unit_alias]
    named += [
        (text, unit.unit_id, (unit.valid_from_on, unit.valid_to_on or dt.date.max))
        for unit in reference.unit
        for text in (unit.name_vi, distinct[unit.key])
    ]
    # So two names that two units swap are not named alike: who had it first stands first.
    return sorted((UnitName(match_key(text), unit_id, span) for text, unit_id, span in named), key=lambda name: name.span[0])


class UnitLine(NamedTuple):
    """A unit during a span of days, as far as it tells units of one name apart."""

    first_day: dt.date
    last_day: dt.date
    parent_id: str | None


@dataclass(frozen=True)
class UnitLines:
    """The days of units of one name, and the units that every unit was part of on each."""

    lines: Mapping[str, Sequence[UnitLine]] = field(default_factory=dict)
    """unit_id → its lines by day."""
    names: Mapping[tuple[str, ...], Mapping[str, Collection[Span]]] = field(default_factory=dict)
    """Units of one name → of each the days on which that is its name; of all their names where they have several in common."""

    @classmethod
    def of(cls, units: Iterable["Unit"], names: Mapping[str, tuple[str, ...]], called: Iterable[UnitName]) -> "UnitLines":
        """What the register's lines tell of units of one name; nothing where there are none.

        Days of other units tell nothing but what they are part of: files need not be read again when one of them is dissolved.

        Args:
            units: lines of the register.
            names: `match_key` of the name of several units → these.
            called: what every unit is called.
        """
        if not names:
            return cls()
        namesakes = {unit_id for unit_ids in names.values() for unit_id in unit_ids}
        spans: dict[tuple[str, ...], dict[str, dict[Span, None]]] = {}
        for name in called:
            if name.key in names:
                spans.setdefault(names[name.key], {}).setdefault(name.unit_id, {})[name.span] = None
        lines: dict[str, list[UnitLine]] = {}
        for unit in units:
            line = UnitLine(unit.valid_from_on, unit.valid_to_on or dt.date.max, unit.parent_id)
            lines.setdefault(unit.unit_id, []).append(line)
        for unit_id, of_unit in lines.items():
            of_unit.sort()
            if unit_id not in namesakes and len({line.parent_id for line in of_unit}) == 1:
                of_unit[:] = [UnitLine(dt.date.min, dt.date.max, of_unit[0].parent_id)]
        return cls(lines, {unit_ids: {one: tuple(days) for one, days in found.items()} for unit_ids, found in spans.items()})

    def exists(self, unit_id: str, day: dt.date) -> bool:
        """Whether a unit is one on a day."""
        return any(line.first_day <= day <= line.last_day for line in self.lines[unit_id])

    def called_so(self, unit_ids: Sequence[str], day: dt.date) -> list[str]:
        """Of several units of one name those that exist on a day and have it then; where none does, that had it before."""
        alive = [unit_id for unit_id in unit_ids if self.exists(unit_id, day)]
        named = [
            spans
            for several, spans in self.names.items()
            if unit_ids[0] in spans and [one for one in several if one in unit_ids] == [*unit_ids]
        ]
        if not named:
            return alive
        days = {one: [span for spans in named for span in spans[one]] for one in alive}
        then = [one for one in alive if any(first <= day <= last for first, last in days[one])]
        return then or [one for one in alive if any(first <= day for first, _ in days[one])]

    def above(self, unit_id: str, day: dt.date) -> list[str]:
        """Units that one is part of on a day, the nearest first; of a unit that is none on that day as its last line says."""
        return list(all_above(unit_id, lambda one: self._parent(one, day)))

    def _parent(self, unit_id: str, day: dt.date) -> str | None:
        lines = self.lines[unit_id]
        return next((line.parent_id for line in lines if line.first_day <= day <= line.last_day), lines[-1].parent_id)

    def of_both(self, named: Sequence[str], also: Sequence[str]) -> tuple[str, ...]:
        """The unit that two texts name together: both of them, or the one and a unit that it is part of; () where none is."""
        both = [one for one in named if one in also]
        below = [
            one
            for ones, wholes in ((named, also), (also, named))
            for one in ones
            if len(ones) > 1 and set(wholes).intersection(self.above(one, dt.date.max))
        ]
        return tuple(dict.fromkeys(both or below))

    def one_of(self, unit_ids: Sequence[str], day: dt.date | None, sender_id: str | None = None) -> str | None:
        """The one that is meant of several units of one name; None where nothing tells.

        Those that are no more or not yet, or are not called so then, are not meant. Of the others it is the one below who
        reports, or, where none is, below the unit that who reports is part of, as a department is; and not one below another,
        if that is the only one left.
        """
        if len(unit_ids) < 2:
            return unit_ids[0] if unit_ids else None
        on = day or dt.date.max
        alive = [*unit_ids] if day is None else self.called_so(unit_ids, day)
        groups = [alive]
        if sender_id:
            near = [sender_id, *self.above(sender_id, on)[:1]]
            below = [[one for one in alive if whole in (one, *self.above(one, on))] for whole in near]
            groups = [*below, alive]
        found: list[str] = next((group for group in groups if group), [])
        return found[0] if len(found) == 1 else None


def of_one_name(unit_ids: Iterable[str], names: Mapping[str, str]) -> str:
    """That a name is that of several units, and of which."""
    units = "; ".join(f"{unit_id} {names[unit_id]}" for unit_id in unit_ids)
    return say(
        "several units have this name ({units}); write the code, or the unit above in brackets behind the name", units=units
    )
