"""The name of a unit that a letterhead spreads over two lines, the one below the other."""

from collections.abc import Sequence
from typing import NamedTuple

from pipelines.returns.layout import Forms


class TextLine(NamedTuple):
    """One line of a cell above a table."""

    row: int
    column: int
    text: str
    field: tuple[str, str] | None
    """See `field_of`."""

    @property
    def begun(self) -> str:
        """With what the name of a unit may begin on it."""
        return (self.field[1] if self.field[0] == "unit_name" else "") if self.field else self.text.strip()


def over_lines(lines: Sequence[TextLine], forms: Forms) -> str:
    """The text of two lines that together are the name of one unit; '' where no two are, or several name several.

    Args:
        lines: lines of all cells, from the top; of a cell in their order.
        forms: everything known.
    """
    found: dict[str, str] = {}
    following: dict[int, TextLine] = {}
    for line in reversed(lines):  # of several the topmost stays
        below = following.get(line.column)
        following[line.column] = line
        if line.begun and below and below.row - line.row < 2 and below.field is None and below.text.strip():
            joined = f"{line.begun} {below.text.strip()}"
            units = forms.units_named(joined)
            if len(units) == 1:
                found[units[0]] = joined
    return next(iter(found.values())) if len(found) == 1 else ""
