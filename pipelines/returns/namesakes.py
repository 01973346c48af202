"""Which of several units of one name is meant: by the day that a return is about, and by who reports; never by a guess."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pipelines.language.words import say
from pipelines.returns.lookup import all_above

if TYPE_CHECKING:  # the registers pull in pydantic, which worker processes do without
    from pipelines.reference.registers import Unit


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

    @classmethod
    def of(cls, units: Iterable["Unit"], namesakes: Collection[str]) -> "UnitLines":
        """What the register's lines tell of `namesakes`, units whose name others have too; nothing where there are none.

        Days of other units tell nothing but what they are part of: files need not be read again when one of them is dissolved.
        """
        if not namesakes:
            return cls()
        lines: dict[str, list[UnitLine]] = {}
        for unit in units:
            line = UnitLine(unit.valid_from_on, unit.valid_to_on or dt.date.max, unit.parent_id)
            lines.setdefault(unit.unit_id, []).append(line)
        for unit_id, of_unit in lines.items():
            of_unit.sort()
            if unit_id not in namesakes and len({line.parent_id for line in of_unit}) == 1:
                of_unit[:] = [UnitLine(dt.date.min, dt.date.max, of_unit[0].parent_id)]
        return cls(lines)

    def exists(self, unit_id: str, day: dt.date) -> bool:
        """Whether a unit is one on a day."""
        return any(line.first_day <= day <= line.last_day for line in self.lines[unit_id])

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

        Those that are no more, or not yet, are not meant. Of the others it is the one below who reports, or, where none is,
        below the unit that who reports is part of, as a department is; and not one below another, if that is the only one left.
        """
        if len(unit_ids) < 2:
            return unit_ids[0] if unit_ids else None
        on = day or dt.date.max
        alive = [unit_id for unit_id in unit_ids if day is None or self.exists(unit_id, day)]
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
