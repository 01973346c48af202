"""What two lines of a letterhead say, the one below the other: one unit, or a unit below the one that it is part of."""

from collections.abc import Collection, Iterator, Sequence
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

    The one may begin the name ('ỦY BAN NHÂN DÂN', 'XÃ AN PHÚ'), or end with the place that belongs behind the other
    ('ỦY BAN NHÂN DÂN HUYỆN PHÚ KHÊ', 'BAN QUẢN LÝ DỰ ÁN').

    Args:
        lines: lines of all cells, from the top; of a cell in their order.
        forms: everything known.
    """
    begun: dict[str, str] = {}
    placed: dict[str, str] = {}
    for upper, lower in _pairs(lines):
        above, below = upper.begun, lower.text.strip()
        words = above.split()
        for joined, found in (
            (f"{above} {below}", begun),
            *((f"{below} {' '.join(words[at:])}", placed) for at in range(len(words))),
        ):
            units = forms.units_named(joined)
            if len(units) == 1:
                found[units[0]] = joined  # of several the topmost stays
    known = begun or placed
    return next(iter(known.values())) if len(known) == 1 else ""


def begun_above(lines: Sequence[TextLine], names: Collection[str], forms: Forms) -> str:
    """The name of a unit that one line begins and another one's name below it ends: 'BAN QUẢN LÝ DỰ ÁN', 'HUYỆN PHÚ KHÊ'."""
    pairs = [(upper, lower) for upper, lower in _pairs(lines) if lower.text in names and upper.text not in names]
    joined = [f"{upper.begun} {lower.text.strip()}" for upper, lower in pairs]
    found = {units: text for text in joined if (units := forms.units_named(text))}
    return next(iter(found.values())) if len(found) == 1 else ""


def superior_above(lines: Sequence[TextLine], forms: Forms) -> tuple[str, str] | None:
    """The names of a unit and, right below it, of one that is part of it; None where lines name others too."""
    named = {units: line.text for line in lines if (units := forms.units_named(line.text))}
    if len(named) != 2:
        return None
    for upper, lower in _pairs([line for line in lines if any(character.isalnum() for character in line.text)], apart=2):
        units, parts = forms.units_named(upper.text), forms.units_named(lower.text)
        if len(units) == len(parts) == 1 and units[0] in forms.units_above(parts):
            return upper.text, lower.text
    return None


def _pairs(lines: Sequence[TextLine], apart: int = 1) -> Iterator[tuple[TextLine, TextLine]]:
    """Lines of one column, the one below the other, no more than so many rows apart; from the bottom."""
    following: dict[int, TextLine] = {}
    for line in reversed(lines):
        below = following.get(line.column)
        following[line.column] = line
        if line.begun and below and below.row - line.row <= apart and below.field is None and below.text.strip():
            yield line, below
