"""Formats that hold of a cell under a condition, and whether it may hold there: 'strike out what is below 0', 'hide zeros'.

A condition on the cell's own number is judged. Any other may hold: what it would do to a figure is then a doubt. Colours of
cells, bars and icons beside a figure say nothing here.
"""

import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipelines.workbooks.grid import Marks, Place, Style, as_text, place
from pipelines.workbooks.inks import Ink
from pipelines.workbooks.number_formats import changes_meaning

_COMPARES: dict[str, Callable[[float, float], bool]] = {
    "lessThan": operator.lt,
    "lessThanOrEqual": operator.le,
    "equal": operator.eq,
    "notEqual": operator.ne,
    "greaterThanOrEqual": operator.ge,
    "greaterThan": operator.gt,
}
_SIGNS = {"<": "lessThan", "<=": "lessThanOrEqual", "=": "equal", "<>": "notEqual", ">=": "greaterThanOrEqual"} | {
    ">": "greaterThan",
    "!=": "notEqual",
    "==": "equal",
}
_OF_CELL = re.compile(r"=?\(?\s*(\$?)([A-Z]{1,3})(\$?)(\d+)\s*(<=|>=|<>|!=|==|<|>|=)\s*(.+?)\s*\)?")
_NO_FIGURE = re.compile(r"=?\s*(?:ISERROR|ISERR|ISNA|ISBLANK|ISTEXT)\(\s*(\$?)([A-Z]{1,3})(\$?)(\d+)\s*\)", re.IGNORECASE)
"""What never holds of a number."""
_NEVER = {"containsBlanks", "containsErrors"}


@dataclass(frozen=True, slots=True)
class ConditionalLook:
    """A format, where it may hold, and under which condition."""

    areas: tuple[tuple[Place, Place], ...]
    """First and last cell of each; formulas are written as they are for the first cell of the first."""
    kind: str
    """'cellIs', 'expression', or another that .xlsx knows."""
    operator: str
    operands: tuple[str, ...]
    ink: Ink
    number_format: str = ""
    fill: str | None = None
    """Colour that it gives the cell; None: its own."""

    @property
    def says_something(self) -> bool:
        """Whether it may change what a figure says."""
        return bool(self.number_format and changes_meaning(self.number_format)) or self.ink != Ink()

    def mark(self, marks: Marks, at: Place, value: float | str, fill: str) -> None:
        """Add what it may make of a filled cell with this fill."""
        if any(top <= at[0] <= bottom and left <= at[1] <= right for (top, left), (bottom, right) in self.areas):
            style = Style(self.number_format, self.ink.on(fill if self.fill is None else self.fill))
            if style and self._may_hold(at, value):
                marks.doubt(at, style, value if isinstance(value, float) else None)

    def _may_hold(self, at: Place, value: float | str) -> bool:
        """Whether the condition holds of a filled cell, as far as that can be told."""
        if self.kind in _NEVER:
            return False
        if self.kind == "containsText":
            return self.operands[0].casefold() in as_text(value).casefold() if self.operands else True
        if self.kind == "cellIs":
            return self._compares(self.operator, self.operands, value)
        formula = self.operands[0] if self.kind == "expression" and self.operands else ""
        if formula.strip("=").upper() in ("FALSE", "FALSE()", "0"):
            return False
        if (found := _NO_FIGURE.fullmatch(formula)) and self._is_own(found.groups()[:4], at):
            return isinstance(value, str)
        if (found := _OF_CELL.fullmatch(formula)) and self._is_own(found.groups()[:4], at):
            return self._compares(_SIGNS[found[5]], (found[6],), value)
        return True

    def _is_own(self, reference: tuple[str, ...], at: Place) -> bool:
        """Whether a reference, as it is written for the first cell, means a cell itself."""
        fixed_column, letters, fixed_row, number = reference
        row, column = place(letters, number)
        top, left = self.areas[0][0]
        return (row if fixed_row else row + at[0] - top, column if fixed_column else column + at[1] - left) == at

    @staticmethod
    def _compares(sign: str, operands: tuple[str, ...], value: float | str) -> bool:
        if operands == ('""',):
            return sign == "notEqual"  # it is filled
        limits = [_number(operand) for operand in operands]
        known = [limit for limit in limits if limit is not None]
        if isinstance(value, str) or len(known) < len(limits) or not known:
            return True
        if sign in ("between", "notBetween"):
            return (min(known) <= value <= max(known)) == (sign == "between")
        return _COMPARES[sign](value, known[0]) if sign in _COMPARES else True


class ConditionalLooks:
    """The conditional formats of a sheet: of thousands, as copying leaves them, few hold in one row."""

    def __init__(self, looks: Iterable[ConditionalLook] = ()) -> None:
        self._looks = list(dict.fromkeys(looks))
        self._row = -1
        self._here: list[ConditionalLook] = []

    def __bool__(self) -> bool:
        return bool(self._looks)

    def mark(self, marks: Marks, at: Place, value: float | str, fill: str) -> None:
        """Add what they may make of a filled cell with this fill; quickest for cells row by row."""
        if at[0] != self._row:
            self._row = at[0]
            self._here = [look for look in self._looks if any(top <= at[0] <= bottom for (top, _), (bottom, _) in look.areas)]
        for look in self._here:
            look.mark(marks, at, value, fill)


def _number(text: str) -> float | None:
    try:
        return float(text.lstrip("="))
    except ValueError:
        return None
