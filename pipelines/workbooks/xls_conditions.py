"""Reads the conditional formats of a sheet of .xls (BIFF8)."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.workbooks.biff_formula import formula_text
from pipelines.workbooks.conditional import ConditionalLook
from pipelines.workbooks.grid import Place
from pipelines.workbooks.inks import Ink
from pipelines.workbooks.xls_looks import Looks

AREAS, CONDITION = 0x1B0, 0x1B1
_OPERATORS = (
    "",
    "between",
    "notBetween",
    "equal",
    "notEqual",
    "greaterThan",
    "lessThan",
    "greaterThanOrEqual",
    "lessThanOrEqual",
)
_NUMBER_FORMAT, _FONT, _FILL = 1 << 25, 1 << 26, 1 << 29
"""Flags of what a condition changes."""
_STRUCK = 0x80
_AUTOMATIC = 0xFFFFFFFF


@dataclass(slots=True)
class Conditions:
    """Gathers the conditional formats of a sheet, record by record."""

    looks: Looks
    names: Sequence[str] = ()
    found: list[ConditionalLook] = field(default_factory=list)
    _areas: tuple[tuple[Place, Place], ...] = ()

    def take(self, record: int, data: bytes) -> None:
        """Take a record of the sheet."""
        if record == AREAS:
            count = struct.unpack_from("<H", data, 12)[0]
            corners = (struct.unpack_from("<4H", data, 14 + 8 * number) for number in range(count))
            self._areas = tuple(((top, left), (bottom, right)) for top, bottom, left, right in corners)
        elif record == CONDITION and self._areas:
            look = self._look(data)
            if look.says_something:
                self.found.append(look)

    def _look(self, data: bytes) -> ConditionalLook:
        kind, sign, first, second = struct.unpack_from("<BBHH", data)
        flags, more = struct.unpack_from("<IH", data, 6)
        at, code, ink = 12, "", Ink()
        if flags & _NUMBER_FORMAT and more & 1:
            at += struct.unpack_from("<H", data, at)[
                0
            ]  # of a user's own: newer programs write it, and this one does not read it
        elif flags & _NUMBER_FORMAT:
            code = self.looks.codes.get(data[at + 1], "")
            at += 2
        if flags & _FONT:
            shape, colour, unchanged = (struct.unpack_from("<I", data, at + place)[0] for place in (68, 80, 88))
            is_struck = bool(shape & _STRUCK) and not unchanged & _STRUCK
            ink = Ink("struck" if is_struck else "plain", "" if colour == _AUTOMATIC else self.looks.colour(colour))
        end = len(data) - second
        tokens = data[end - first : end], data[end:]
        operands = (formula_text(part, 8, self.names, self._areas[0][0]) for part in tokens if part)
        return ConditionalLook(
            self._areas,
            "cellIs" if kind == 1 else "expression",
            _OPERATORS[sign] if sign < len(_OPERATORS) else "",
            tuple(operand or "?" for operand in operands),
            ink,
            code,
            "" if flags & _FILL else None,
        )
